namespace Studio.Engine.Imaging.Quantizing;

/// <summary>
/// A binary heap (Williams 1964) of boxes, the one with most pixels on top. Which of two equal boxes comes first follows from how elements
/// move, and decides the palette: the library's queue would decide otherwise.
/// </summary>
internal sealed class BoxHeap
{
    private readonly List<Box?> _heap = [null]; // counted from 1, so that the children of k are 2k and 2k + 1

    public void Add(Box box)
    {
        _heap.Add(box);
        var at = _heap.Count - 1;
        for (; at != 1 && box.Pixels > _heap[at / 2]!.Pixels; at /= 2)
            _heap[at] = _heap[at / 2];
        _heap[at] = box;
    }

    public bool TryRemove(out Box? largest)
    {
        largest = null;
        if (_heap.Count == 1)
            return false;
        largest = _heap[1];
        var moved = _heap[^1]!;
        _heap.RemoveAt(_heap.Count - 1);
        if (_heap.Count == 1)
            return true;
        var (at, last) = (1, _heap.Count - 1);
        while (at * 2 <= last)
        {
            var child = at * 2;
            if (child < last && _heap[child]!.Pixels < _heap[child + 1]!.Pixels)
                child++;
            if (moved.Pixels > _heap[child]!.Pixels)
                break;
            _heap[at] = _heap[child];
            at = child;
        }
        _heap[at] = moved;
        return true;
    }
}
