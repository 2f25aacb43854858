"""The few sentences the backend itself says, when the assistant cannot."""

RECEIVED_WAIT = "收到了，系统正在恢复，恢复后马上回复您，不用重发。"
NOT_UNDERSTOOD = "这句我没处理好。请换个说法再发一次，或发「转人工」找工作人员。"
GAVE_UP = "这条消息我没能处理好，已经转给工会工作人员，会有人联系您。着急可以打 12351。"
