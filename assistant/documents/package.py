"""Packages (zip): what is inside one, looked at before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile

from assistant.documents.read_text import Kind, UnreadableDocument

MOST_MEMBERS = 2_000
MOST_UNPACKED = 100_000_000  # bytes of all members together, as the package declares them (no more are unpacked)
MOST_XML = 30_000_000  # bytes of one part that is parsed

_MACRO_ENABLED = "macroEnabled"
# A part that declares a document type can declare entities, which grow or reach outside; Word never writes one.
_DOCTYPE = re.compile(b"<!DOCTYPE|<!ENTITY|" + re.escape("<!DOCTYPE".encode("utf-16-le")), re.IGNORECASE)


def kind_of_package(content: bytes, name: str) -> Kind:
    """``docx``, or a refusal that says what the package is. Raises UnreadableDocument."""
    with opened(content, name) as package:
        names = set(package.namelist())
        if "[Content_Types].xml" not in names:
            raise UnreadableDocument(f"“{name}”是{_other_package(package, names)}。")
        types = part(package, "[Content_Types].xml", name).decode("utf-8", "replace")
    if _MACRO_ENABLED in types or any(member.lower().endswith("vbaproject.bin") for member in names):
        raise UnreadableDocument(f"“{name}”是带宏的 Office 文档，为安全起见不读；请另存为不带宏的 .docx 再试。")
    for folder, kind, advice in (
        ("xl/", "Excel 表格（.xlsx）", "请把文字放进 .docx 或 .txt 再试"),
        ("ppt/", "演示文稿（.pptx）", "请把文字放进 .docx 或 .txt 再试"),
    ):
        if any(member.startswith(folder) for member in names) and not any(m.startswith("word/") for m in names):
            raise UnreadableDocument(f"“{name}”是{kind}，这里读不了；{advice}。")
    if "wordprocessingml" not in types:
        raise UnreadableDocument(f"“{name}”不是 Word 文档；请用 Word 或 WPS 打开，另存为 .docx 再试。")
    return "docx"


def _other_package(package: zipfile.ZipFile, names: set[str]) -> str:
    if "OFD.xml" in names:
        return "OFD 版式文件，这里读不了；请用阅读器转成 PDF 或 .docx 再试"
    if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
        kind = package.read("mimetype").decode("ascii", "replace")
        if "opendocument" in kind:
            return "OpenDocument 文档（.odt 一类），这里读不了；请另存为 .docx 再试"
        if "epub" in kind:
            return "电子书（.epub），这里读不了；请存成 .docx 或 .html 再试"
    return "压缩包，这里读不了；请解压后一份一份地读"


def opened(content: bytes, name: str) -> zipfile.ZipFile:
    """The package, its table of contents read and found to be of a sensible size. Raises UnreadableDocument."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise UnreadableDocument(f"“{name}”已损坏或不完整（压缩包打不开），请重新下载或另存为 .docx 再试。") from None
    members = package.infolist()
    if len(members) > MOST_MEMBERS:
        raise UnreadableDocument(
            f"“{name}”里有 {len(members)} 个部分，超过上限 {MOST_MEMBERS} 个，不像一份文档，没有读。"
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        said = f"“{name}”解压后有 {unpacked} 字节，超过上限 {MOST_UNPACKED} 字节，没有读；请去掉图片或拆分后再试。"
        raise UnreadableDocument(said)
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableDocument(f"“{name}”加了密码，请去掉密码后再试。")
    return package


def part(package: zipfile.ZipFile, member: str, name: str) -> bytes:
    """One part's bytes, fit to be parsed as XML. Raises UnreadableDocument."""
    if package.getinfo(member).file_size > MOST_XML:
        raise UnreadableDocument(f"“{name}”的正文太大（超过 {MOST_XML} 字节），没有读；请拆分后再试。")
    try:
        content = package.read(member)
    except Exception:
        raise UnreadableDocument(f"“{name}”已损坏或不完整，请重新下载或另存为 .docx 再试。") from None
    if _DOCTYPE.search(content):
        raise UnreadableDocument(f"“{name}”里夹带了实体定义（DTD），可能有害，没有读；请另存为 .docx 再试。")
    return content


def check_parts(package: zipfile.ZipFile, name: str) -> None:
    """Every part that a reader may parse is looked at. Raises UnreadableDocument."""
    for member in package.namelist():
        if member.lower().endswith((".xml", ".rels")):
            part(package, member, name)
