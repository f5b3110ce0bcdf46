using System.Buffers;
using System.Runtime.InteropServices;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// DoRA (Liu et al. 2024, arXiv:2402.09353): the changed weight V = W + delta is rescaled to a learned magnitude per channel, m V / |V|. A
/// strength below 1 goes part of the way.
/// </summary>
internal sealed class WeightDecomposition(WeightNumbers weight, LoraDelta delta, float[] magnitudes, DoraChannels channels, float strength,
    RowScratch scratch)
{
    private const float Epsilon = 1.1920929e-07f;

    public void Apply(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var norms = channels == DoraChannels.Inputs ? InputNorms(options) : null;
        Parallel.For(0, weight.Rows, options, scratch.Rent, (row, _, numbers) =>
        {
            var changed = Changed(row, numbers);
            var original = weight.Row(row);
            if (norms is null)
                TensorPrimitives.Multiply(changed, magnitudes[row] / (TensorPrimitives.Norm<float>(
                    channels == DoraChannels.Outputs ? changed : original) + Epsilon), changed);
            else
                Rescale(changed, norms);
            TensorPrimitives.Subtract(changed, original, changed);
            TensorPrimitives.MultiplyAdd(changed, strength, original, original);
            return numbers;
        }, RowScratch.Return);
    }

    private Span<float> Changed(int row, float[] numbers)
    {
        var changed = numbers.AsSpan(0, weight.Columns);
        delta.Row(row, weight.Row(row), changed);
        TensorPrimitives.MultiplyAdd(changed, delta.Scale, weight.Row(row), changed);
        return changed;
    }

    /// <summary>|V| of each input channel: over all rows, and over the taps of its kernel.</summary>
    private float[] InputNorms(ParallelOptions options)
    {
        var taps = weight.Columns / magnitudes.Length;
        var squares = new double[magnitudes.Length];
        var gate = new Lock();
        Parallel.For(0, weight.Rows, options, () => (Numbers: scratch.Rent(), Squares: new double[magnitudes.Length]), (row, _, own) =>
        {
            var changed = Changed(row, own.Numbers);
            for (var channel = 0; channel < own.Squares.Length; channel++)
                own.Squares[channel] += TensorPrimitives.SumOfSquares<float>(changed.Slice(channel * taps, taps));
            return own;
        }, own =>
        {
            RowScratch.Return(own.Numbers);
            lock (gate)
                TensorPrimitives.Add(squares, own.Squares, squares);
        });
        return Array.ConvertAll(squares, square => (float)Math.Sqrt(square));
    }

    private void Rescale(Span<float> changed, float[] norms)
    {
        var taps = weight.Columns / magnitudes.Length;
        for (var channel = 0; channel < magnitudes.Length; channel++)
        {
            var part = changed.Slice(channel * taps, taps);
            TensorPrimitives.Multiply(part, magnitudes[channel] / (norms[channel] + Epsilon), part);
        }
    }
}

/// <summary>What magnitudes are of, and what is divided by.</summary>
internal enum DoraChannels
{
    /// <summary>The weight's inputs, by the norm of what the changed weight has for each.</summary>
    Inputs,

    /// <summary>The weight's rows, by the norm of the changed row, as PEFT does.</summary>
    Outputs,

    /// <summary>The weight's rows, by the norm of the row as it was, as ComfyUI does with dora_scale.</summary>
    OutputsAsTheyWere,
}

/// <summary>Room for one row, a piece per thread.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RowScratch(int columns)
{
    public float[] Rent() => ArrayPool<float>.Shared.Rent(columns);

    public static void Return(float[] numbers) => ArrayPool<float>.Shared.Return(numbers);
}
