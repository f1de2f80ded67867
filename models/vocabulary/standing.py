"""Who there is: roles, levels, kinds of union, unit and subject."""

from models.vocabulary.term import Term


class Role(Term):
    """角色: what somebody may act as, in one organisation at a time."""

    UNIT_OFFICER = "unit_officer", "单位经办人"
    UNIT_HEAD = "unit_head", "单位工会负责人"
    NOMINEE = "nominee", "被推荐人"
    UNION_OFFICER = "union_officer", "区局（产业）工会经办人"
    UNION_HEAD = "union_head", "区局（产业）工会负责人"
    CITY_OFFICER = "city_officer", "评选办经办人"
    EXPERT = "expert", "评审专家"
    JUROR = "juror", "评委"
    SUPERVISOR = "supervisor", "纪检监督员"
    ADMIN = "admin", "系统管理员"


class Level(Term):
    """层级: where an organisation stands in the tree."""

    CITY = "city", "市总工会"
    UNION = "union", "区局（产业）工会"
    UNIT = "unit", "用人单位"


class UnionKind(Term):
    """工会类别: which line a recommending union belongs to."""

    DISTRICT = "district", "区总工会"
    INDUSTRY = "industry", "产业工会"
    GROUP = "group", "企业集团工会"
    OTHER = "other", "系统及其他工会"


class Ownership(Term):
    """单位性质."""

    STATE = "state", "国有及国有控股企业"
    NON_PUBLIC = "non_public", "非公有制企业"
    INSTITUTION = "institution", "事业单位"
    GOVERNMENT = "government", "机关"
    SOCIAL = "social", "社会组织"


class SubjectKind(Term):
    """评选对象: who or what is put forward."""

    PERSON = "person", "个人"
    PROJECT = "project", "项目"
    STUDIO = "studio", "工作室"
    COLLECTIVE = "collective", "集体"
