"""Sheets: invitations to hand out, as a page to print and cut, or as a table of links."""

from bot.directory.sheets.page import invitation_page
from bot.directory.sheets.table import Table, as_csv, as_xlsx, invitation_table

__all__ = ["Table", "as_csv", "as_xlsx", "invitation_page", "invitation_table"]
