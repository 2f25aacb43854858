"""Every table, imported once so that migrations and foreign keys see all of them."""

import backend.alarms.models
import backend.cases.models
import backend.conversations.models
import backend.desk.models
import backend.documents.models
import backend.membership.models
import backend.outreach.models
import backend.privacy.models
import backend.staff.models
import backend.unions.models
import backend.working_time.models
from backend.database import Base

metadata = Base.metadata

__all__ = ["Base", "backend", "metadata"]
