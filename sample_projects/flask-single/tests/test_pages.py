from app import create_app


def test_a_guest_appears_on_the_page(tmp_path):
    client = create_app(database=str(tmp_path / "guests.sqlite")).test_client()
    client.post("/", data={"name": "Ada", "said": "hello"})
    assert client.get("/guests.json").json == [{"name": "Ada", "said": "hello"}]
    assert b"Ada" in client.get("/").data
