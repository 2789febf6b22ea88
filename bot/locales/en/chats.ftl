# Chats that a messenger keeps: words that were changed after they were sent, and rooms in which others read along.

correction-taken = Corrected.
correction-added = The corrected words are added to { $number }.
correction-noted = The corrected words are kept as a note with { $number }. To tell the customer, please write again.
correction-unclear = I saw that you changed a message, and cannot tell where it belongs. Please send the right words once more.
public-status = { $number }: { $status }
public-private = Others read along here. Please write to me in a chat of your own.
move-offer = To go on in another chat, send me this there within a day: { $code }
move-unknown = That code is not valid, or has been used. Write “/move” in the chat you come from to get another.
move-taken = You have reports of your own in this chat already, so the other ones stay where they are.
moved = Here we go on. What you reported before came along.
