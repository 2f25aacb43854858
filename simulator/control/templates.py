"""Templates the account has, made to measure, and what a person lets it send."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from simulator.control.people import Owner
from simulator.service import Running
from simulator.templates import Acceptance, Template, TemplateKind

router = APIRouter(prefix="/simulator/api")


class TemplateView(BaseModel):
    id: str = Field(min_length=1, max_length=64)
    kind: TemplateKind
    title: str
    content: str = Field(description="Lines like `审核结果:{{phrase2.DATA}}`.")
    # 2: one message for each consent; 3: any number.
    type: int = 2


class Consent(BaseModel):
    template_id: str
    allowed: bool = True


class ConsentView(BaseModel):
    """`left` is None for templates that may be sent any number of times."""

    template_id: str
    title: str
    left: int | None


class Taking(BaseModel):
    acceptance: Acceptance


@router.get("/templates")
async def templates(running: Running) -> list[TemplateView]:
    lists = (running.world.message_templates, running.world.notice_templates)
    return [
        TemplateView(id=t.id, kind=own.kind, title=t.title, content=t.content, type=t.type)
        for own in lists
        for t in own.chosen.values()
    ]


@router.post("/templates", status_code=204)
async def add_template(running: Running, new: TemplateView) -> None:
    """Under an id of one's own, so that what an account is configured with works here too."""
    world = running.world
    own = world.message_templates if new.kind is TemplateKind.message else world.notice_templates
    own.chosen[new.id] = Template(new.id, new.title, new.content, type=new.type)


@router.get("/users/{openid}/consents")
async def consents(running: Running, phone: Owner) -> list[ConsentView]:
    world = running.world
    views = [
        ConsentView(template_id=t.id, title=t.title, left=world.consents.left(phone.openid, t.id))
        for t in world.notice_templates.chosen.values()
    ]
    return [view for view in views if view.left != 0]


@router.post("/users/{openid}/consents", status_code=204)
async def consent(running: Running, phone: Owner, given: Consent) -> None:
    """Without the event the platform pushes when the person answers a pop-up."""
    running.world.consent(phone, given.template_id, allowed=given.allowed)


@router.put("/users/{openid}/template-messages", status_code=204)
async def template_messages(running: Running, phone: Owner, taking: Taking) -> None:
    running.world.consents.acceptance[phone.openid] = taking.acceptance
