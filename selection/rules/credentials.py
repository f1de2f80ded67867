"""What an account is called, and which passwords it may have.

Length before variety, and no word that everybody tries first: after NIST SP 800-63B, 5.1.1.2.
"""

import re
from datetime import timedelta
from itertools import pairwise

from selection.rules.identity import Unreadable, narrow

SHORTEST, LONGEST = 10, 128
MAIL = re.compile(r"[a-z0-9._%+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
TRIES = 5
"""Wrong passwords in a row until an account is locked."""

ADDRESS_TRIES = 10
"""Wrong passwords from one network address within ``WINDOW``."""

WINDOW = timedelta(minutes=15)

COMMON = frozenset(
    """
    password password1 password12 password123 password1234 passw0rd123 p@ssw0rd123 p@ssword123 mypassword welcome123
    qwertyuiop qwerty12345 qwerty123456 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y zaq12wsxcde3 asdfghjkl; asdfghjkl123
    abcdefghij abcd123456 abcd1234567 abc123456789 a123456789 aa123456789 a1234567890 qq123456789 wang123456
    zhang123456 woaini1314 woaini520520 woaini1314520 iloveyou123 iloveyou1314 5201314520 1314520520 admin123456
    administrator admin12345 root123456 test123456 guest123456 letmein1234 changeme123 default123 secret1234
    shanghai123 shanghai2026 shanghai2025 shanghai2024 shanghai1949 gonghui123 gonghui2026 shgh123456 zonggonghui
    gongjiang123 shanghaigongjiang jishunengshou laodong123456 zhongguo123 zhonghua123 china123456 1234qwerasdf
    1234567890 0123456789 9876543210 0987654321 1234567891 12345678910 123456789a 123456789q 123456789abc 147258369
    1472583690 1357924680 2468013579 1122334455 1212121212 1010101010 123123123123 123321123321 112233445566
    """.split()
)


def read_account(raw: str) -> str | Unreadable:
    """The one spelling of an account: a work e-mail in lower case, or 11 digits of a mobile number."""
    account = narrow(raw).lower()
    if MOBILE.fullmatch(number := re.sub(r"^(?:\+|00)86|-", "", account)):
        return number
    if len(account) <= 120 and MAIL.fullmatch(account):
        return account
    if not account:
        return Unreadable("没有填。请填工作邮箱或手机号码")
    return Unreadable("应为工作邮箱（如 name@example.org）或 11 位手机号码。请核对")


def password_problems(password: str, *, account: str, name: str) -> list[str]:
    """Every reason why this password will not do, each with its cure."""
    problems = []
    if len(password) < SHORTEST:
        problems.append(f"只有 {len(password)} 位，至少要 {SHORTEST} 位。可以用几个不相干的词连起来，便于记忆")
    if len(password) > LONGEST:
        problems.append(f"有 {len(password)} 位，最多 {LONGEST} 位。请缩短")
    folded = password.casefold()
    if _holds(folded, account.partition("@")[0].casefold()) or _holds(folded, name.casefold()):
        problems.append("包含了账号或姓名，容易被猜中。请换一个与账号、姓名无关的")
    if folded in COMMON or _is_a_run(folded):
        problems.append("属于最常见的密码，容易被猜中。请换一个别人想不到的")
    return problems


def _holds(password: str, word: str) -> bool:
    return len(word) > 1 and word in password


def _is_a_run(password: str) -> bool:
    """One or two characters over and over, or neighbours in a row such as 3456789012."""
    if len(set(password)) <= 2:
        return True
    steps = {(ord(later) - ord(earlier)) % 10 for earlier, later in pairwise(password)}
    return password.isdecimal() and steps in ({1}, {9})
