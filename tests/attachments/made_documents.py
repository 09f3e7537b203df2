"""Office documents of every kind, written here part by part, that hold people, times, machines, earlier versions."""

import io
import zipfile
from collections.abc import Callable
from typing import Final

from intake.attachments.kinds import MEDIA_TYPES, Kind
from tests.attachments import made_pictures as made

HIDDEN: Final = ("Leila Author", "LEILA", "leila@", "2024-01-02", "MakerOfOffice", "C:\\Users", "/home/leila",
                 "00AB12CD", "Laser in the kitchen", "4F2A-DOC", "an earlier version", "IMG_2024")
"""What a cleaned document must not hold anywhere."""
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES: Final = (f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
                      'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
                      'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
                      'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
                      'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"')
_CORE: Final = ("<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:t='t'><dc:creator>Leila Author</dc:creator>"
                "<cp:lastModifiedBy>LEILA</cp:lastModifiedBy><t:created>2024-01-02T10:11:12Z</t:created>"
                "<cp:revision>7</cp:revision></cp:coreProperties>")
_APP: Final = "<Properties><Application>MakerOfOffice</Application><Company>Leila Author</Company></Properties>"

Relation = tuple[str, str, str]
"""The id, the end of the type, and the target of a relationship."""


def relations(rows: list[Relation]) -> str:
    """A file of relationships. What leads to the web or a disk stands outside."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "") + "/>" for name, kind, target in rows)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def archive(parts: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    """An archive of these parts, made at a time that it tells."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        written.comment = comment
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 2, 10, 11, 12))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            written.writestr(entry, content)
    return file.getvalue()


def _package(kind: Kind, main: str, parts: dict[str, str | bytes]) -> bytes:
    types = (f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
             f'<Override PartName="/{main}" ContentType="{MEDIA_TYPES[kind]}.main+xml"/>'
             '<Override PartName="/docProps/core.xml" ContentType="application/xml"/></Types>')
    root = relations([("rId1", "officeDocument", main), ("rId2", "metadata/core-properties", "docProps/core.xml"),
                      ("rId3", "extended-properties", "docProps/app.xml"), ("rId4", "thumbnail", "docProps/thumb.jpg"),
                      ("rId5", "custom-properties", "docProps/custom.xml")])
    return archive({"[Content_Types].xml": types, "_rels/.rels": root, **parts, "docProps/core.xml": _CORE,
                    "docProps/app.xml": _APP, "docProps/thumb.jpg": made.jpeg(),
                    "docProps/custom.xml": "<P><p name='x'>4F2A-DOC</p></P>",
                    "left/behind.xml": "<x>an earlier version</x>"}, comment=b"Leila Author")


_DELETED: Final = "<w:r><w:delText>never</w:delText></w:r>"


def docx() -> bytes:
    """A letter with a change, a remark, a photograph, a link to a disk and a template."""
    changed = 'w:author="Leila Author" w:date="2024-01-02T10:11:12Z"'
    picture = ('<w:drawing><wp:docPr id="1" name="Picture 1" descr="C:\\Users\\leila\\home.jpg"/>'
               '<wp:docPr id="2" name="Picture 2" descr="IMG_2024.jpg"/>'
               '<pic:pic><pic:cNvPr id="1" name="IMG_2024.jpg"/><a:blip r:embed="rId2"/></pic:pic></w:drawing>')
    document = (
        f'<w:document {_NAMESPACES}><w:body><w:p w:rsidR="00AB12CD" w14:paraId="00AB12CD"><w:r>'
        '<w:t>Dear friends,</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">I write </w:t></w:r>'
        f'<w:ins w:id="1" {changed}><w:r><w:t>today</w:t></w:r></w:ins><w:del w:id="2" {changed}>{_DELETED}</w:del>'
        f'<w:r><w:tab/><w:t>from home.</w:t>{picture}</w:r>'
        '<w:hyperlink r:id="rId5"><w:r><w:t>a link</w:t></w:r></w:hyperlink>'
        '<w:r><w:instrText>INCLUDEPICTURE "C:\\\\Users\\\\leila\\\\a.png"</w:instrText></w:r></w:p>'
        "</w:body></w:document>")
    comments = (f'<w:comments {_NAMESPACES}><w:comment w:id="0" w:initials="LEILA" {changed}>'
                "<w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>")
    settings = (f'<w:settings {_NAMESPACES}><w:attachedTemplate r:id="rId1"/>'
                '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
                '<w:docVars><w:docVar w:name="x" w:val="4F2A-DOC"/></w:docVars></w:settings>')
    rows = [("rId1", "comments", "comments.xml"), ("rId2", "image", "media/image1.jpg"),
            ("rId3", "settings", "settings.xml"), ("rId4", "people", "people.xml"),
            ("rId5", "hyperlink", "file:///home/leila/letter.docx"), ("rId6", "customXml", "../customXml/item1.xml")]
    return _package(Kind.DOCX, "word/document.xml", {
        "word/document.xml": document, "word/_rels/document.xml.rels": relations(rows), "word/comments.xml": comments,
        "word/settings.xml": settings, "word/media/image1.jpg": made.jpeg(), "customXml/item1.xml": "<x>4F2A-DOC</x>",
        "word/_rels/settings.xml.rels": relations([("rId1", "attachedTemplate", "file:///C:\\Users\\leila\\My.dotx")]),
        "word/people.xml": '<w:people xmlns:w="w"><w:person w:author="Leila Author"/></w:people>',
    })


def xlsx() -> bytes:
    """A table with a remark, a printer, a place on a disk, and who read what from where when."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    microsoft = "http://schemas.microsoft.com/office/spreadsheetml"
    workbook = (f'<workbook xmlns="{main}" xmlns:r="{_R}" xmlns:x15ac="{microsoft}/2010/11/ac">'
                '<fileSharing userName="Leila Author"/><x15ac:absPath url="C:\\Users\\leila\\"/>'
                '<sheets><sheet name="Costs" sheetId="1" r:id="rId1"/></sheets></workbook>')
    sheet = (f'<worksheet xmlns="{main}" xmlns:r="{_R}" xmlns:xr="{microsoft}/2014/revision" xr:uid="{{00AB12CD}}">'
             '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12.5</v></c></row></sheetData>'
             '<pageSetup orientation="portrait" r:id="rId1"/></worksheet>')
    source = "Provider=X;Data Source=C:\\Users\\leila\\a.mdb;User ID=LEILA;Mode=Read"
    connection = f'<connection id="1"><dbPr connection="{source}"/></connection>'
    cache = f'<pivotCacheDefinition xmlns="{main}" refreshedBy="Leila Author" refreshedDate="45000.1"/>'
    comments = (f'<comments xmlns="{main}"><authors><author>Leila Author</author></authors><commentList>'
                '<comment ref="A1" authorId="0"><text><r><t>too much</t></r></text></comment></commentList></comments>')
    return _package(Kind.XLSX, "xl/workbook.xml", {
        "xl/workbook.xml": workbook, "xl/worksheets/sheet1.xml": sheet, "xl/comments1.xml": comments,
        "xl/_rels/workbook.xml.rels": relations([
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "/xl/sharedStrings.xml"),
            ("rId3", "pivotCacheDefinition", "cache.xml"), ("rId4", "revisionHeaders", "revisions/headers.xml"),
            ("rId5", "connections", "connections.xml")]),
        "xl/connections.xml": f'<connections xmlns="{main}">{connection}</connections>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations([
            ("rId1", "printerSettings", "../printer.bin"), ("rId2", "comments", "../comments1.xml")]),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>Rent</t></si></sst>', "xl/cache.xml": cache,
        "xl/printer.bin": b"Laser in the kitchen", "xl/revisions/headers.xml": "<h>an earlier version</h>",
    })


def pptx() -> bytes:
    """A talk of ten pages with a remark by somebody, and what was changed when."""
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    spaces = f'xmlns:p="{main}" xmlns:r="{_R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    slides = {f"ppt/slides/slide{number}.xml": f"<p:sld {spaces}><a:p><a:r><a:t>Page {number}</a:t></a:r></a:p></p:sld>"
              for number in range(1, 11)}
    rows = [(f"rId{number}", "slide", f"slides/slide{number}.xml") for number in range(1, 11)]
    rows += [("rId20", "commentAuthors", "commentAuthors.xml"), ("rId23", "tags", "tags/tag1.xml"),
             ("rId22", "changesInfo", "changesInfos/changesInfo1.xml")]
    author = '<p:cmAuthor id="0" name="Leila Author" initials="LEILA" lastIdx="1" clrIdx="0"/>'
    remark = '<p:cm authorId="0" dt="2024-01-02T10:11:12" idx="1"><p:text>shorter</p:text></p:cm>'
    presentation = f'<p:presentation {spaces}><p:custDataLst><p:tags r:id="rId23"/></p:custDataLst></p:presentation>'
    return _package(Kind.PPTX, "ppt/presentation.xml", {
        "ppt/presentation.xml": presentation, "ppt/_rels/presentation.xml.rels": relations(rows), **slides,
        "ppt/slides/_rels/slide1.xml.rels": relations([("rId1", "comments", "../comments/comment1.xml")]),
        "ppt/commentAuthors.xml": f"<p:cmAuthorLst {spaces}>{author}</p:cmAuthorLst>",
        "ppt/comments/comment1.xml": f"<p:cmLst {spaces}>{remark}</p:cmLst>", "ppt/tags/tag1.xml": "<t>4F2A-DOC</t>",
        "ppt/changesInfos/changesInfo1.xml": "<c userId='leila@'>an earlier version</c>",
    })


def odf(kind: Kind = Kind.ODT) -> bytes:
    """A document of LibreOffice's with a change, a remark, a photograph, a printer and an earlier version."""
    spaces = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:config="urn:config" '
              'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
              'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:draw="urn:draw" '
              'xmlns:officeooo="http://openoffice.org/2009/office" xmlns:dc="http://purl.org/dc/elements/1.1/"')
    somebody = "<dc:creator>Leila Author</dc:creator><dc:date>2024-01-02T10:11:12</dc:date>"
    changed = f"<text:insertion><office:change-info>{somebody}</office:change-info></text:insertion>"
    remark = f"{somebody}<meta:creator-initials>LEILA</meta:creator-initials><text:p>a remark</text:p>"
    content = (
        f"<office:document-content {spaces}><office:automatic-styles><style officeooo:rsid='00AB12CD'/>"
        f"</office:automatic-styles><office:body><text:tracked-changes>{changed}</text:tracked-changes>"
        "<text:h>Dear friends,</text:h>"
        "<text:p>I write <text:span>today<text:s text:c='2'/></text:span>from home."
        f"<office:annotation>{remark}</office:annotation><draw:image xlink:href='Pictures/1.jpg'/>"
        "<text:a xlink:href='file:///home/leila/x.odt'>a link</text:a></text:p></office:body>"
        "</office:document-content>")
    meta = (f"<office:document-meta {spaces}><office:meta><meta:generator>MakerOfOffice</meta:generator>"
            f"<meta:initial-creator>LEILA</meta:initial-creator>{somebody}</office:meta></office:document-meta>")
    item = "<config:config-item config:name='{}'>{}</config:config-item>"
    items = item.format("PrinterName", "Laser in the kitchen") + item.format("Rsid", "00AB12CD")
    items += item.format("KernCompression", "1")
    settings = f"<office:document-settings {spaces}>{items}</office:document-settings>"
    names = ["content.xml", "meta.xml", "settings.xml", "Pictures/1.jpg", "Thumbnails/thumbnail.png",
             "Versions/Version1"]
    entries = "".join(f'<m:file-entry m:full-path="{name}"/>' for name in names)
    return archive({
        "mimetype": MEDIA_TYPES[kind], "content.xml": content, "meta.xml": meta, "settings.xml": settings,
        "Pictures/1.jpg": made.jpeg(), "Thumbnails/thumbnail.png": made.png(),
        "Versions/Version1": "an earlier version",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:manifest">{entries}</m:manifest>',
    })


MADE: Final[dict[Kind, Callable[[], bytes]]] = {
    Kind.DOCX: docx, Kind.XLSX: xlsx, Kind.PPTX: pptx, Kind.ODT: odf, Kind.ODS: lambda: odf(Kind.ODS),
    Kind.ODP: lambda: odf(Kind.ODP),
}
"""How a document of each kind is made."""
