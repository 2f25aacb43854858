"""The few sentences the backend itself says, when the assistant cannot."""

from collections.abc import Mapping

from backend.contracts.messages import InboundKind

RECEIVED_WAIT = "收到了，系统正在恢复，恢复后马上回复您，不用重发。"
NOT_UNDERSTOOD = "这句我没处理好。请换个说法再发一次，或发「转人工」找工作人员。"
GAVE_UP = "这条消息我没能处理好，已经转给工会工作人员，会有人联系您。着急可以打 12351。"
# To whoever sent it to a colleague, who would otherwise wait for what never came.
NOT_KEPT: Mapping[InboundKind, str] = {
    InboundKind.image: "这张照片没能收下，可能是太大或者打不开。麻烦您重新拍一张发来，或者打字跟工作人员说。",
    InboundKind.voice: "这条语音没能收下。麻烦您再说一遍，或者打字跟工作人员说。",
    InboundKind.video: "这段视频没能收下，可能是太长或者打不开。麻烦您发短一点的，或者拍照片、打字跟工作人员说。",
}
