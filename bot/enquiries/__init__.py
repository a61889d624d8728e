"""Enquiries: what people ask, whatever the channel, and what they could not be answered."""

from bot.enquiries.service import CONVERSATION_LIFETIME, Enquiries
from bot.enquiries.unanswered import Unanswered, UnansweredQuestion

__all__ = ["CONVERSATION_LIFETIME", "Enquiries", "Unanswered", "UnansweredQuestion"]
