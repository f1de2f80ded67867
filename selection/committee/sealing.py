"""Secret ballots in two envelopes, and the key that opens them, split among the tellers.

The inner envelope is a sealed box (X25519, XSalsa20-Poly1305, by PyNaCl): anybody can seal to the meeting's public key,
and whoever sealed cannot open again, so nobody can prove to others what he chose. All ballots of a round have one
length. The private half of the key exists in memory twice, when it is made and when a round is opened; in between it
is on the tellers' papers only, as words (SLIP-0039, by shamir-mnemonic), any ``needed`` of which give it back.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from random import SystemRandom
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nacl.public import PrivateKey

MARK = b"ballot1"
TAG = 8
NO_STRETCHING = 0
"""A share is random and needs no passphrase: nothing is gained by making it slow."""


# Both are loaded with the first ballot or share: most web workers never serve one, and they take 2 MiB.
@cache
def _nacl() -> Any:
    import nacl.exceptions  # noqa: PLC0415 - see above
    import nacl.public  # noqa: PLC0415 - see above

    return nacl


@cache
def _shamir() -> Any:
    import shamir_mnemonic  # type: ignore[import-untyped]  # noqa: PLC0415 - see above

    return shamir_mnemonic


def _sealed(plain: bytes, key: str) -> bytes:
    """In a box that only who has the private half opens; ``key``: the public half in hex."""
    public = _nacl().public
    box: bytes = public.SealedBox(public.PublicKey(bytes.fromhex(key))).encrypt(plain)
    return box


def _opened(box: bytes, key: "PrivateKey", otherwise: str) -> bytes:
    """What a box holds. Raises ``Unreadable`` with these words for anything but a box of this key."""
    try:
        plain: bytes = _nacl().public.SealedBox(key).decrypt(box)
    except _nacl().exceptions.CryptoError:
        raise Unreadable(otherwise) from None
    return plain


class Unreadable(ValueError):
    """What was typed or stored is not what it should be; the message tells people what to do."""


@dataclass(frozen=True)
class BallotPaper:
    """The paper of one round: which nominations stand on it. Every ballot on it is sealed to the same length."""

    round_id: int
    listed: tuple[int, ...]

    def seal(self, in_favour: Iterable[int], key: str) -> bytes:
        """A ballot in its inner envelope, for the public key in hex."""
        return _sealed(self._plain(set(in_favour)), key)

    def open(self, ciphertext: bytes, key: "PrivateKey") -> list[int]:
        """What a ballot says, in the order of the nominations. Raises ``Unreadable`` for anything but such a ballot."""
        plain = _opened(ciphertext, key, "有一张密封票打不开，或者被改动过")
        head = len(MARK) + TAG
        bits = int.from_bytes(plain[head:], "big")
        found = [each for place, each in enumerate(sorted(self.listed)) if bits >> place & 1]
        if plain != self._plain(set(found)):
            raise Unreadable("有一张密封票不是本轮的票")
        return found

    def _plain(self, in_favour: set[int]) -> bytes:
        ordered = sorted(self.listed)
        bits = sum(1 << place for place, each in enumerate(ordered) if each in in_favour)
        tag = hashlib.sha256(f"{self.round_id}:{ordered}".encode()).digest()[:TAG]
        return MARK + tag + bits.to_bytes(len(ordered) // 8 + 1, "big")


def receipt(ciphertext: bytes) -> str:
    """What a voter keeps: the SHA-256 of his sealed ballot, which says nothing of what is inside."""
    return hashlib.sha256(ciphertext).hexdigest()


def shuffled(ciphertexts: Iterable[bytes]) -> list[bytes]:
    """The inner envelopes without their order."""
    found = list(ciphertexts)
    SystemRandom().shuffle(found)
    return found


def make_key(*, needed: int, of: int) -> tuple[str, list[str]]:
    """A new key: its public half in hex, and the private one as so many shares in words; ``needed`` open."""
    private = _nacl().public.PrivateKey.generate()
    [shares] = _shamir().generate_mnemonics(1, [(needed, of)], bytes(private), iteration_exponent=NO_STRETCHING)
    return bytes(private.public_key).hex(), shares


def plain_words(text: str) -> str:
    """Words as they were typed: any case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def problems_of(shares: Sequence[str], *, needed: int) -> list[str]:
    """Every reason why these shares give no key, each paper by its place."""
    texts = [plain_words(each) for each in shares]
    told, read = [], {}
    for place, text in enumerate(texts, start=1):
        if not text:
            continue
        try:
            read[place] = _shamir().Share.from_mnemonic(text)
        except _shamir().MnemonicError:
            told.append(f"第 {place} 份密语有错字或漏字，应为 33 个词，现有 {len(text.split())} 个。请对照纸面改正。")
    seen: dict[int, int] = {}
    for place, share in read.items():
        if share.index in seen:
            told.append(f"第 {seen[share.index]} 份和第 {place} 份是同一份密语。请换另一位监票人的。")
        seen.setdefault(share.index, place)
    if len({share.identifier for share in read.values()}) > 1:
        told.append("这几份密语不是同一次生成的。请核对纸面上的会议名称和生成时间。")
    if not told and len(read) < needed:
        told.append(f"须有 {needed} 份密语，现有 {len(read)} 份，还差 {needed - len(read)} 份。")
    return told


def recover(shares: Sequence[str], *, needed: int, key: str) -> "PrivateKey":
    """The private half from the shares. Raises ``Unreadable`` where it is not the one of this public key."""
    texts = [text for each in shares if (text := plain_words(each))][:needed]
    try:
        private: PrivateKey = _nacl().public.PrivateKey(_shamir().combine_mnemonics(texts))
    except (_shamir().MnemonicError, ValueError):
        raise Unreadable("这几份密语合不成密钥。请逐份核对纸面。") from None
    if bytes(private.public_key).hex() != key:
        raise Unreadable("这几份密语不是本次会议的密钥。请核对纸面上的会议名称和生成时间。")
    return private


def seat_key(secret: str, meeting_id: int) -> "PrivateKey":
    """The key of one sign-in at one meeting. The server knows the sign-in's token only while it is being used."""
    seed = hashlib.blake2b(f"{meeting_id}:{secret}".encode(), digest_size=32, person=b"teller-seat")
    key: PrivateKey = _nacl().public.PrivateKey(seed.digest())
    return key


def seal_share(share: str, seat: str) -> bytes:
    """A share on its way to the teller, for the public half of his seat's key in hex."""
    return _sealed(share.encode(), seat)


def open_share(sealed: bytes, seat: "PrivateKey") -> str:
    """The words for their teller. Raises ``Unreadable`` at another sign-in than the one they were sealed to."""
    return _opened(sealed, seat, "这份密语是封给您另一次登录的，现在打不开").decode()
