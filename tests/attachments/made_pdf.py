"""A PDF with something hidden in every place that one has."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.attachments import made_pictures as made

SECRET = "Leila Author"
CONTENT = b"BT /F1 24 Tf 20 100 Td (What was written) Tj ET q 40 0 0 30 20 20 cm /Im0 Do Q"


def pdf(*, secret: str = SECRET) -> bytes:
    """One page with a text, a photograph, a note, an attached photograph and a field that was signed; changed once."""
    document = Pdf.new()
    page = document.add_blank_page(page_size=(200, 150)).obj
    photograph = document.make_stream(made.jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48,
                                      BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Im0=photograph))
    page.Contents = document.make_stream(CONTENT)
    page.PieceInfo = Dictionary(Program=Dictionary(LastModified=String("D:20240102101112"), Private=String(secret)))
    page.Thumb = document.make_stream(bytes(12), Width=2, Height=2, BitsPerComponent=8, ColorSpace=Name.DeviceRGB)
    page.Metadata = _metadata(document, secret)
    page.Annots = Array([document.make_indirect(each) for each in (_note(secret), _signed(secret))])
    document.Root.AcroForm = Dictionary(Fields=Array([page.Annots[1]]), SigFlags=3)
    document.Root.Metadata = _metadata(document, secret)
    document.docinfo["/Author"], document.docinfo["/Creator"] = secret, "MakerOfThings"
    document.docinfo["/CreationDate"] = "D:20240102101112"
    attached = pikepdf.AttachedFileSpec(document, made.jpeg(), filename="C:\\Users\\Leila Author\\home.jpg",
                                        mod_date="D:20240102101112")
    document.attachments["home.jpg"] = attached
    file = io.BytesIO()
    document.save(file)
    return _changed_once(file.getvalue(), secret)


def all_text(data: bytes) -> bytes:
    """Everything that stands in a PDF, unpacked, strings in plain."""
    with pikepdf.open(io.BytesIO(data)) as document:
        plain = [data, document.trailer.unparse(resolved=True)]
        for each in document.objects:
            plain.append(each.unparse(resolved=True))
            plain += [str(value).encode() for value in _strings(each)]
            if isinstance(each, pikepdf.Stream):
                plain.append(_unpacked(each))
        return b"\n".join(plain)


def _unpacked(stream: pikepdf.Stream) -> bytes:
    return stream.read_raw_bytes() if stream.get("/Filter") == "/DCTDecode" else stream.read_bytes()


def _strings(each: object) -> list[object]:
    if isinstance(each, pikepdf.String):
        return [each]
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return [found for _, value in each.items() if not value_is_indirect(value) for found in _strings(value)]
    if isinstance(each, pikepdf.Array):
        return [found for value in each if not value_is_indirect(value) for found in _strings(value)]
    return []


def value_is_indirect(value: object) -> bool:
    """Whether something stands on its own, and is met there."""
    return bool(getattr(value, "is_indirect", False))


def _note(secret: str) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[10, 10, 20, 20], Contents=String("a remark"),
                      T=String(secret), M=String("D:20240102101112"), NM=String("id-12345"),
                      CreationDate=String("D:20240102101112"))


def _signed(secret: str) -> Dictionary:
    signature = Dictionary(Type=Name.Sig, Name=String(secret), M=String("D:20240102101112"), ByteRange=[0, 1, 2, 3],
                           Contents=String("certificate of " + secret))
    return Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("Signature1"), Rect=[0, 0, 0, 0],
                      V=signature)


def _metadata(document: Pdf, secret: str) -> pikepdf.Stream:
    packet = f"<x:xmpmeta><dc:creator>{secret}</dc:creator><xmpMM:DocumentID>1</xmpMM:DocumentID></x:xmpmeta>"
    return document.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)


def _changed_once(data: bytes, secret: str) -> bytes:
    """The file with a newer version of its docinfo behind it, as programs save without writing all anew."""
    start = int(data.rpartition(b"startxref")[2].split()[0])
    with pikepdf.open(io.BytesIO(data)) as document:
        number, size = document.trailer.Info.objgen[0], int(document.trailer.Size)
        root = document.trailer.Root.objgen[0]
    at = len(data)
    body = f"{number} 0 obj\n<< /Author (second {secret}) >>\nendobj\n".encode()
    table = f"xref\n{number} 1\n{at:010} 00000 n \ntrailer\n".encode()
    trailer = f"<< /Size {size} /Root {root} 0 R /Info {number} 0 R /Prev {start} >>".encode()
    return data + body + table + trailer + f"\nstartxref\n{at + len(body)}\n%%EOF\n".encode()
