# Chats that a messenger keeps: words that were changed after they were sent, and rooms in which others read along.

correction-taken = Corrected.
correction-added = The corrected words are added to { $number }.
correction-noted = The corrected words are kept as a note with { $number }. To tell the customer, please write again.
correction-unclear = I saw that you changed a message, and cannot tell where it belongs. Please send the right words once more.
public-status = { $number }: { $status }
public-private = Others read along here. Please write to me in a chat of your own.
