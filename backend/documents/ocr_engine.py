"""The reading process: a JPEG in on stdin, lines of text out on stdout, nothing kept, nothing logged.

Started by `ocr_pool`, never imported by the backend: OpenCV and onnxruntime stay out of its memory.
Every message is a 4-byte big-endian length and that many bytes.
"""

import ctypes
import json
import os
import signal
import struct
import sys
from typing import Any, BinaryIO

PR_SET_PDEATHSIG = 1
MAX_SIDE = 1600
MAX_BOXES = 400
# On two cores a conversation's turn matters more than a photo's.
NICENESS = 5


def main() -> None:
    die_with_parent(int(sys.argv[1]))
    requests, answers = _take_over_streams()
    os.nice(NICENESS)
    try:
        reader = CardReader()
    except Exception as error:  # Told to the parent, whose log it belongs in.
        _send(answers, {"error": f"{type(error).__name__}: {error}"})
        raise SystemExit(1) from error
    return_memory()
    _send(answers, {"ready": True})
    while (jpeg := _receive(requests)) is not None:
        _send(answers, _answer(reader, jpeg))
        return_memory()


def die_with_parent(parent: int) -> None:
    """The kernel kills this process with its parent, even while it is busy reading."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the call; then nobody is left to answer.
    if os.getppid() != parent:
        raise SystemExit(1)


def return_memory() -> None:
    """glibc keeps what was freed: 250-330 MB resident after a photo instead of 156."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _take_over_streams() -> tuple[BinaryIO, BinaryIO]:
    """Libraries that print must not break the framing: their stdout becomes stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _receive(requests: BinaryIO) -> bytes | None:
    head = requests.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    body = requests.read(length)
    return body if len(body) == length else None


def _send(answers: BinaryIO, message: dict[str, Any]) -> None:
    body = json.dumps(message, ensure_ascii=False).encode()
    answers.write(struct.pack(">I", len(body)) + body)
    answers.flush()


def _answer(reader: "CardReader", jpeg: bytes) -> dict[str, Any]:
    try:
        return reader.read(jpeg)
    except Exception as error:  # One bad photo must not cost the next one a cold start.
        # The type only: a message could quote what was on the photo.
        return {"error": type(error).__name__}


class CardReader:
    """PP-OCR through rapidocr with the settings measured for ID cards."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                # Two one-thread readers beat one with two threads, by far when cores are shared.
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                # The arena keeps the largest photo's memory for ever.
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": 736,
                # Line by line: a third faster on one thread, and half the memory at the peak.
                "Rec.rec_batch_num": 1,
                "Cls.cls_batch_num": 1,
                # A newspaper under the card must not cost a minute.
                "Det.max_candidates": MAX_BOXES,
            }
        )
        self._load_models()

    def _load_models(self) -> None:
        """rapidocr loads on first use; the first person should not wait for it."""
        import numpy as np

        self._engine(np.full((64, 320, 3), 255, dtype=np.uint8))

    def read(self, jpeg: bytes) -> dict[str, Any]:
        import cv2
        import numpy as np

        from backend.documents import quality

        decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        if decoded is None:
            raise ValueError("not decodable")
        pixels = quality.cap(decoded.astype(np.uint8), MAX_SIDE)
        output = self._engine(quality.stretch_if_dark(pixels))
        boxes = _boxes_of(output)
        measured = quality.measure(pixels, [quad for _, _, quad in boxes])
        return {"boxes": boxes, "quality": vars(measured)}


def _boxes_of(output: Any) -> list[tuple[str, float, list[list[float]]]]:
    if output.boxes is None or output.txts is None:
        return []
    return [
        (text, round(float(score), 4), [[round(float(x), 1), round(float(y), 1)] for x, y in quad])
        for text, score, quad in zip(output.txts, output.scores, output.boxes, strict=True)
    ]


if __name__ == "__main__":
    main()
