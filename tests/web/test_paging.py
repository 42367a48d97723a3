from web.pages.paging import Paging


def test_pages_are_counted_up_to_the_reachable_depth():
    assert Paging(1, 10, 0).pages == 1
    assert Paging(1, 10, 10).pages == 1
    assert Paging(1, 10, 11).pages == 2
    assert Paging(1, 10, 1_000_000).pages == 1_000


def test_gaps_stand_for_two_pages_or_more():
    assert Paging(1, 10, 50).shown() == (1, 2, 3, 4, 5)
    assert Paging(1, 10, 200).shown() == (1, 2, 3, 0, 20)
    assert Paging(5, 10, 200).shown() == (1, 2, 3, 4, 5, 6, 7, 0, 20)
    assert Paging(10, 10, 200).shown() == (1, 0, 8, 9, 10, 11, 12, 0, 20)


def test_a_page_behind_the_last_is_told():
    assert Paging(3, 10, 20).past_end
    assert not Paging(2, 10, 20).past_end
