"""What a certificate's file says about itself: document information, XMP (ISO 16684-1) and the embedded facts."""

import hashlib
from xml.sax.saxutils import escape

from selection.certificates.assembly import enclosed
from selection.certificates.facts import CertificateFacts

PRODUCER = "selection certificates"
FILE_NAME = "certificate.json"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>{date}T00:00:00+08:00</xmp:CreateDate><xmp:ModifyDate>{date}T00:00:00+08:00</xmp:ModifyDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def title(facts: CertificateFacts) -> str:
    """荣誉证书 SHJN-2026-018 周启明."""
    return f"{facts.heading} {facts.number} {facts.name}"


def information(facts: CertificateFacts) -> bytes:
    """The document information dictionary, which says the same as the XMP."""
    date = pdf_date(facts)
    return b"<</Title %b/Author %b/Subject %b/Keywords %b/Producer %b/CreationDate %b/ModDate %b>>" % (
        *map(text_string, (title(facts), facts.issuer, subject(facts), facts.number, PRODUCER)),
        date,
        date,
    )


def subject(facts: CertificateFacts) -> str:
    """上海市技术能手（2026）."""
    return f"{facts.title}（{facts.year}）"


def xmp(facts: CertificateFacts) -> bytes:
    """The XMP packet: PDF/A-3u, and the same facts as the document information."""
    values = {
        "title": title(facts),
        "author": facts.issuer,
        "subject": subject(facts),
        "keywords": facts.number,
        "producer": PRODUCER,
        "date": facts.named_on_iso,
    }
    return _XMP.format(**{key: escape(value) for key, value in values.items()}).encode()


def xmp_stream(facts: CertificateFacts) -> bytes:
    """The packet as a stream nobody has compressed, so that any tool may find it."""
    packet = xmp(facts)
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(packet), packet)


def facts_stream(facts: CertificateFacts) -> bytes:
    """The facts as an embedded file, not compressed: legible in any editor."""
    content = facts.to_json().encode()
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()  # what PDF 1.7, 7.11.4.1 asks for
    params = b"<</Size %d/CheckSum<%b>/ModDate %b>>" % (len(content), digest.encode(), pdf_date(facts))
    head = b"<</Type/EmbeddedFile/Subtype/application#2fjson/Params%b/Length %d>>" % (params, len(content))
    return b"%b\n%b" % (head, enclosed(content))


def pdf_date(facts: CertificateFacts) -> bytes:
    """The day of naming, as PDF writes dates."""
    return b"(D:%b000000+08'00')" % facts.named_on_iso.replace("-", "").encode()


def text_string(text: str) -> bytes:
    """A text string in UTF-16BE with its mark, in hexadecimal."""
    return b"<%b>" % ("\ufeff" + text).encode("utf-16-be").hex().encode()
