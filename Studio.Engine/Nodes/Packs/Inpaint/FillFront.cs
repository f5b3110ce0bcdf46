namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>
/// The edge of a hole and the times at which it gets to each pixel, on a picture with a border of one pixel around it.
/// </summary>
internal sealed class FillFront(int rows, int columns, float far)
{
    private enum State : byte
    {
        Known,
        Edge,
        Inside,
        Changed,
    }

    private readonly State[] _states = new State[rows * columns];
    private readonly float[] _times = [.. Enumerable.Repeat(far, rows * columns)];
    private readonly PriorityQueue<int, (float Time, int Order)> _queue = new();
    private int _order;

    public int Rows => rows;

    public int Columns => columns;

    public void MarkInside(int row, int column) => _states[At(row, column)] = State.Inside;

    public bool IsInside(int row, int column) => _states[At(row, column)] == State.Inside;

    public float Time(int row, int column) => _times[At(row, column)];

    /// <summary>The pixels beside the hole are its edge, at time 0.</summary>
    public void Start()
    {
        foreach (var at in Edge())
        {
            _times[at] = 0;
            Push(at);
        }
    }

    /// <summary>Negative times of the pixels around the hole, as far as a square reaches.</summary>
    public void MeasureOutside(int range)
    {
        var outside = new FillFront(rows, columns, far);
        Array.Copy(_times, outside._times, _times.Length);
        var edge = Edge().ToHashSet();
        for (var row = 1; row < rows - 1; row++)
        {
            for (var column = 1; column < columns - 1; column++)
            {
                if (!IsInside(row, column) && !edge.Contains(At(row, column)) && IsNearInside(row, column, range))
                    outside._states[At(row, column)] = State.Inside;
            }
        }
        foreach (var at in edge.Order())
            outside.Push(at);
        outside.March((_, _) => { }, first: 1, State.Changed, CancellationToken.None);
        for (var at = 0; at < _times.Length; at++)
        {
            if (outside._states[at] == State.Changed)
                _times[at] = -outside._times[at];
        }
    }

    /// <summary>Goes inwards; each pixel is given to <paramref name="paint"/> when its time is known.</summary>
    public void March(Action<int, int> paint, CancellationToken cancellationToken) =>
        March(paint, first: 2, State.Known, cancellationToken);

    private void March(Action<int, int> paint, int first, State passed, CancellationToken cancellationToken)
    {
        while (_queue.TryDequeue(out var from, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _states[from] = passed;
            foreach (var step in (ReadOnlySpan<int>)[-columns, -1, columns, 1])
            {
                var at = from + step;
                var (row, column) = (Math.DivRem(at, columns, out var rest), rest);
                if (at < 0 || row < first || column < first || row >= rows || _states[at] != State.Inside)
                    continue;
                _times[at] = Arrival(row, column);
                paint(row, column);
                _states[at] = State.Edge;
                Push(at);
            }
        }
    }

    private float Arrival(int row, int column) => Math.Min(
        Math.Min(Solve(row - 1, column, row, column - 1), Solve(row + 1, column, row, column - 1)),
        Math.Min(Solve(row - 1, column, row, column + 1), Solve(row + 1, column, row, column + 1)));

    private float Solve(int row1, int column1, int row2, int column2)
    {
        double a = Time(row1, column1), b = Time(row2, column2);
        return (float)((IsInside(row1, column1), IsInside(row2, column2)) switch
        {
            (false, false) => Math.Abs(a - b) >= 1 ? 1 + Math.Min(a, b) : (a + b + Math.Sqrt(2 - ((a - b) * (a - b)))) * 0.5,
            (false, true) => 1 + a,
            (true, false) => 1 + b,
            _ => 1 + Math.Min(a, b),
        });
    }

    private IEnumerable<int> Edge()
    {
        for (var row = 1; row < rows - 1; row++)
        {
            for (var column = 1; column < columns - 1; column++)
            {
                if (!IsInside(row, column) && (IsInside(row - 1, column) || IsInside(row + 1, column) || IsInside(row, column - 1)
                    || IsInside(row, column + 1)))
                    yield return At(row, column);
            }
        }
    }

    private bool IsNearInside(int row, int column, int range)
    {
        for (var y = Math.Max(0, row - range); y <= Math.Min(rows - 1, row + range); y++)
        {
            for (var x = Math.Max(0, column - range); x <= Math.Min(columns - 1, column + range); x++)
            {
                if (IsInside(y, x))
                    return true;
            }
        }
        return false;
    }

    private void Push(int at) => _queue.Enqueue(at, (_times[at], _order++));

    private int At(int row, int column) => (row * columns) + column;
}
