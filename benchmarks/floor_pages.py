"""The floor's two pages: the same facts as ours, without any layout."""

LIST = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>申报材料</title></head><body>
<p>{{ account.name }}</p><h1>申报材料</h1><p>共 {{ total }} 份</p>
<form><input name="q"><button>查找</button></form>
<table><thead><tr><th>姓名</th><th>单位</th><th>工会</th><th>受理号</th><th>阶段</th><th>时间</th></tr></thead><tbody>
{% for line in lines %}<tr><td><a href="/nominations/{{ line.id }}">{{ line.name }}</a><br>{{ line.occupation }}</td>
<td>{{ line.unit }}</td><td>{{ line.union }}</td><td>{{ line.receipt }}</td><td>{{ line.stage }}</td>
<td>{{ line.submitted_at.strftime('%m-%d %H:%M') }}</td></tr>
{% endfor %}</tbody></table>
<p>{% if page > 1 %}<a href="?page={{ page - 1 }}">上一页</a>{% endif %} <a href="?page={{ page + 1 }}">下一页</a></p>
</body></html>"""

DETAIL = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ one.name }}</title></head><body>
<p>{{ account.name }}</p><h1>{{ one.name }}</h1>
<p>{{ unit.name }}，{{ union.name }}，{{ one.occupation }}，{{ one.stage }}，{{ one.receipt }}</p>
<dl>{% for key, value in one.answers.items() if value is not none and value is not iterable or value is string %}
<dt>{{ key }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>
{% for key, rows in one.answers.items() if rows is iterable and rows is not string and rows and rows[0] is mapping %}
<h2>{{ key }}</h2><table>{% for row in rows %}<tr>{% for cell in row.values() %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}
<h2>佐证</h2><table>{% for file in files %}
<tr><td><a href="/files/{{ file.id }}">{{ file.title }}</a></td>
<td>{{ file.size }}</td><td>{{ file.uploaded_at.strftime('%m-%d %H:%M') }}</td></tr>{% endfor %}</table>
<h2>意见</h2><p>{{ one.unit_opinion }}</p><p>{{ one.union_opinion }}</p>
<h2>评分</h2><table>{% for sheet in sheets %}
<tr><td>{{ sheet.total }}</td><td>{{ sheet.comment }}</td></tr>{% endfor %}</table>
<h2>经过</h2><ol>{% for event in events %}
<li>{{ event.at.strftime('%m-%d %H:%M') }} {{ event.text }}</li>{% endfor %}</ol>
</body></html>"""
