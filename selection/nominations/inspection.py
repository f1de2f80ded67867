"""Opens an uploaded file in a process of its own, under limits of memory and time.

Run as a script: ``python -I inspection.py <file> <media type> <result> <preview>``. A picture is written anew to
``result`` (which drops position, camera and everything else hidden in it) with a small ``preview``; a PDF is only read.
Prints one line of JSON: ``{"pages": 2}``, or ``{"refused": "<sentence>"}``. Knows nothing of the application, so that
it starts quickly and a hostile file finds nothing.
"""

import json
import resource
import sys
from typing import Any

import pikepdf
from PIL import Image, ImageOps

MEMORY = 1_200 * 1024 * 1024
SECONDS = 5
PIXELS = 40_000_000
PAGES = 500
PREVIEW = 480
SCRIPTED = ("/JavaScript", "/EmbeddedFiles")


def picture(path: str, media_type: str, result: str, preview: str) -> dict[str, object]:
    """Write the picture anew, upright and bare."""
    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is unpacked
    kind = "JPEG" if media_type == "image/jpeg" else "PNG"
    with Image.open(path, formats=[kind]) as opened:
        width, height = opened.size
        if width * height > PIXELS:
            return {
                "refused": f"这张图有 {width * height // 10_000} 万像素，最多 {PIXELS // 10_000} 万。请缩小后再上传"
            }
        if getattr(opened, "n_frames", 1) > 1:
            return {"refused": "这是动画图片。请换成一张静止的图片"}
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        plain = upright.convert("RGB" if kind == "JPEG" or upright.mode not in ("L", "RGB", "RGBA") else upright.mode)
    plain.info.clear()
    plain.save(result, kind, **({"quality": 90} if kind == "JPEG" else {"compress_level": 3}))
    plain.convert("RGB").resize(fitted(plain.size), Image.Resampling.BILINEAR, reducing_gap=2.0).save(
        preview, "JPEG", quality=80
    )
    return {"pages": 1}


def fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size of the preview: no side longer than ``PREVIEW``, none of nothing."""
    scale = min(1.0, PREVIEW / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def document(path: str) -> dict[str, object]:
    """Read a PDF far enough to know that it opens, is not locked and carries no script."""
    try:
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
            names: Any = pdf.Root.get("/Names", {})
            is_active = any(name in names for name in SCRIPTED) or _has_script(pdf.Root.get("/OpenAction"))
    except pikepdf.PasswordError:
        return {"refused": "这份 PDF 设了密码。请去掉密码后再上传"}
    except pikepdf.PdfError:
        return {"refused": "这份 PDF 打不开，可能没有传完或已经损坏。请重新生成后再上传"}
    if is_active:
        return {"refused": "这份 PDF 里带有脚本或附件。请用“打印为 PDF”另存一份再上传"}
    if not 0 < pages <= PAGES:
        return {"refused": f"这份 PDF 有 {pages} 页，应为 1 至 {PAGES} 页。请分开后再上传"}
    return {"pages": pages}


def _has_script(action: Any) -> bool:
    kind = action.get("/S") if hasattr(action, "keys") and "/S" in action else None
    return str(kind) in ("/JavaScript", "/Launch")


def main(path: str, media_type: str, result: str, preview: str) -> None:
    """Answer for one file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = document(path) if media_type == "application/pdf" else picture(path, media_type, result, preview)
    except Exception:  # whatever a hostile file does to its reader, the answer is a sentence
        answer = {"refused": "这个文件打不开，可能没有传完或已经损坏。请重新生成后再上传"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
