"""Who is who: chats, the units that have something to file, their contacts, and how these come in.

`records` says what is known of them, `units` reads and imports them, `invitations` lets a contact
in, `staff` knows who may do what, `chats` where a message can be sent. `lists` reads what a person
wrote in Excel.
"""
