using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Something done to a network's weights on their way from the file into a session. A value: it holds names and strengths, never numbers,
/// so that equal changes of one file make one network, and nothing that is shared is ever written to.
/// </summary>
internal abstract record WeightChange
{
    /// <summary>Opens the files it takes its numbers from.</summary>
    /// <exception cref="EngineException">BadFile: a file is gone, or not the one that was chosen any more.</exception>
    public abstract WeightEditor Open(CancellationToken cancellationToken);

    /// <summary>Whether it takes numbers from the model at this path, which is then not to be let go alone.</summary>
    public virtual bool Uses(string path) => false;

    /// <summary>About how many bytes of weights it lends, as they are stored.</summary>
    public virtual long LentBytes => 0;

    /// <summary>Weights that it makes larger (named without the network's prefix), with their new shapes.</summary>
    public virtual IReadOnlyDictionary<string, IReadOnlyList<long>> Enlarges => FrozenDictionary<string, IReadOnlyList<long>>.Empty;
}

/// <summary>A <see cref="WeightChange"/> at work, for as long as one network is being loaded.</summary>
internal abstract class WeightEditor : IDisposable
{
    /// <summary>Whether a weight (named without the network's prefix) will be another one.</summary>
    public abstract bool Touches(string name);

    /// <summary>Changes a weight that it touches, in place.</summary>
    public abstract void Apply(WeightNumbers weight);

    /// <summary>The shape that a weight gets before it is changed, with zeros where it has nothing; null: it keeps its own.</summary>
    public virtual IReadOnlyList<long>? ShapeOf(string name) => null;

    /// <summary>A weight that the network's own file lacks; null when it has none either. It lives as long as the editor.</summary>
    public virtual WeightData? Lend(string name, ReadOnlySpan<long> shape, KeptTypes kept) => null;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A weight as float32 rows: the first axis is the row, all others together are the column.</summary>
/// <param name="Name">Without the network's prefix.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WeightNumbers(string Name, int Rows, int Columns, Memory<byte> Bytes)
{
    public static WeightNumbers Of(string name, ReadOnlySpan<long> shape, Memory<byte> bytes)
    {
        var rows = shape.IsEmpty ? 1 : (int)shape[0];
        return new WeightNumbers(name, rows, rows == 0 ? 0 : bytes.Length / sizeof(float) / rows, bytes);
    }

    public Span<float> Numbers => MemoryMarshal.Cast<byte, float>(Bytes.Span);

    /// <summary>The same with zeros behind each row, and rows of zeros below.</summary>
    /// <param name="shape">No smaller in any axis.</param>
    public WeightNumbers Padded(IReadOnlyList<long> shape)
    {
        var size = checked((int)(shape.Aggregate(1L, (product, axis) => product * axis) * sizeof(float)));
        var larger = Of(Name, [.. shape], new byte[size]);
        for (var row = 0; row < Rows; row++)
            Row(row).CopyTo(larger.Row(row));
        return larger;
    }

    /// <summary>Some of its rows, as a weight of its own over the same numbers.</summary>
    public WeightNumbers Part(LayerRows rows) => this with
    {
        Rows = rows.Count,
        Bytes = Bytes.Slice(rows.Start * Columns * sizeof(float), rows.Count * Columns * sizeof(float)),
    };

    /// <summary>Lets the upper half of the rows and the lower one change places.</summary>
    public void SwapHalves()
    {
        var half = Rows / 2 * Columns;
        var upper = Numbers[..half].ToArray();
        Numbers[half..].CopyTo(Numbers);
        upper.CopyTo(Numbers[half..]);
    }

    public Span<float> Row(int row) => Numbers.Slice(row * Columns, Columns);
}

/// <summary>All changes to a network's weights, in the order in which they were asked for. Equal lists are equal values.</summary>
internal sealed class WeightChanges : IEquatable<WeightChanges>
{
    private readonly WeightChange[] _changes;

    private WeightChanges(params WeightChange[] changes) => _changes = changes;

    public static WeightChanges None { get; } = new();

    public bool IsEmpty => _changes.Length == 0;

    public WeightChanges With(WeightChange change) => new([.. _changes, change]);

    public bool Uses(string path) => _changes.Any(change => change.Uses(path));

    /// <summary>The weights of a file with the shapes that the changes give them.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Enlarged(IReadOnlyDictionary<string, TensorEntry> weights)
    {
        var larger = _changes.SelectMany(change => change.Enlarges).Where(shape => weights.ContainsKey(shape.Key)).ToList();
        if (larger.Count == 0)
            return weights;
        var all = new Dictionary<string, TensorEntry>(weights, StringComparer.Ordinal);
        foreach (var (name, shape) in larger)
            all[name] = all[name] with { Shape = shape };
        return all;
    }

    /// <inheritdoc cref="WeightChange.LentBytes"/>
    public long LentBytes => _changes.Sum(change => change.LentBytes);

    /// <inheritdoc cref="WeightChange.Open"/>
    public WeightEditors Open(CancellationToken cancellationToken)
    {
        var editors = new List<WeightEditor>();
        try
        {
            foreach (var change in _changes)
                editors.Add(change.Open(cancellationToken));
            return new WeightEditors(editors);
        }
        catch
        {
            foreach (var editor in editors)
                editor.Dispose();
            throw;
        }
    }

    public bool Equals(WeightChanges? other) => other is not null && _changes.AsSpan().SequenceEqual(other._changes);

    public override bool Equals(object? obj) => Equals(obj as WeightChanges);

    public override int GetHashCode() => _changes.Aggregate(0, HashCode.Combine);
}

/// <summary>Opened changes, one after another.</summary>
internal sealed class WeightEditors(IReadOnlyList<WeightEditor> editors) : IDisposable
{
    public static WeightEditors None { get; } = new([]);

    public bool Touches(string name) => editors.Any(editor => editor.Touches(name));

    /// <summary>Whether a weight will be larger than its file has it.</summary>
    public bool Enlarges(string name) => editors.Any(editor => editor.ShapeOf(name) is not null);

    /// <inheritdoc cref="WeightEditor.Lend"/>
    public WeightData? Lend(string name, ReadOnlySpan<long> shape, KeptTypes kept)
    {
        foreach (var editor in editors)
        {
            if (editor.Lend(name, shape, kept) is { } lent)
                return lent;
        }
        return null;
    }

    /// <summary>Changes a weight in place. One that grows is another one from then on.</summary>
    public WeightNumbers Apply(WeightNumbers weight)
    {
        foreach (var editor in editors.Where(editor => editor.Touches(weight.Name)))
        {
            if (editor.ShapeOf(weight.Name) is { } shape)
                weight = weight.Padded(shape);
            editor.Apply(weight);
        }
        return weight;
    }

    public void Dispose()
    {
        foreach (var editor in editors)
            editor.Dispose();
    }
}
