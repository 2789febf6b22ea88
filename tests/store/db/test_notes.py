from store.db.door import Store
from store.transaction import Transaction


async def test_a_note_is_kept_changed_listed_and_forgotten(store: Store) -> None:
    def keep(tx: Transaction) -> None:
        tx.notes.put("telegram", "slot:1:step", "7")
        tx.notes.put("telegram", "slot:1:step", "8")
        tx.notes.put("telegram", "slot:1:ticket:4", "9")
        tx.notes.put("telegram", "slot:10:step", "6")
        tx.notes.put("slack", "slot:1:step", "5")

    await store.write(keep)
    assert await store.read(lambda tx: tx.notes.get("telegram", "slot:1:step")) == "8"
    assert await store.read(lambda tx: tx.notes.under("telegram", "slot:1:")) == {
        "slot:1:step": "8",
        "slot:1:ticket:4": "9",
    }
    assert await store.read(lambda tx: list(tx.notes.under("telegram", "slot:", limit=2).values())) == ["6", "8"]
    assert await store.read(lambda tx: [tx.notes.count("telegram", each) for each in ("slot:", "slot:1:", "x")]) == [
        3,
        2,
        0,
    ]
    assert await store.write(lambda tx: tx.notes.drop("telegram", "slot:1:step"))
    assert not await store.write(lambda tx: tx.notes.drop("telegram", "slot:1:step"))
    assert await store.read(lambda tx: tx.notes.get("telegram", "slot:1:step")) is None
