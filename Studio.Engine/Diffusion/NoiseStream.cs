using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>
/// Standard normal numbers from a seed, draw after draw: the sequence of torch.randn (float32) on the CPU. Only the seed's low 32 bits
/// count.
/// Samplers that add noise at each step draw from one stream; ComfyUI seeds that stream with seed + 1 when it runs on the CPU.
/// Logarithms and angles are computed in double precision and rounded once, so the numbers do not depend on the machine. Not safe for
/// several threads.
/// </summary>
public sealed class NoiseStream(ulong seed)
{
    private const int Block = 16;
    private const int Half = Block / 2;
    private const int BlocksAtOnce = 64;
    private readonly Mt19937 _generator = new((uint)seed);
    private double? _spare;

    /// <summary>One draw of a whole tensor.</summary>
    public Tensor Next(params ReadOnlySpan<int> shape)
    {
        var noise = new Tensor(shape);
        Fill(noise.Span);
        return noise;
    }

    /// <summary>One draw. Sixteen numbers or more come from another formula than fewer do, so draws must not be split or joined.</summary>
    public void Fill(Span<float> target)
    {
        if (target.Length < Block)
        {
            foreach (ref var value in target)
                value = (float)NextDouble();
            return;
        }
        _generator.FillUniform(target);
        var whole = target.Length / Block * Block;
        Transform(target[..whole]);
        if (whole == target.Length)
            return;
        var tail = target[^Block..];
        _generator.FillUniform(tail);
        Transform(tail);
    }

    /// <summary>
    /// Box-Muller over blocks of 16: u[0..8) gives radii, u[8..16) angles, cosines go to the first half and sines to the second.
    /// </summary>
    private static void Transform(Span<float> uniforms)
    {
        Span<double> radii = stackalloc double[BlocksAtOnce * Half];
        Span<double> angles = stackalloc double[BlocksAtOnce * Half];
        Span<double> sines = stackalloc double[BlocksAtOnce * Half];
        while (!uniforms.IsEmpty)
        {
            var count = Math.Min(BlocksAtOnce, uniforms.Length / Block);
            TransformBlocks(uniforms[..(count * Block)], radii[..(count * Half)], angles[..(count * Half)], sines[..(count * Half)]);
            uniforms = uniforms[(count * Block)..];
        }
    }

    private static void TransformBlocks(Span<float> blocks, Span<double> radii, Span<double> angles, Span<double> sines)
    {
        for (int from = 0, to = 0; from < blocks.Length; from += Block, to += Half)
        {
            var u = blocks.Slice(from, Block);
            var radius = radii.Slice(to, Half);
            var angle = angles.Slice(to, Half);
            for (var i = 0; i < Half; i++)
            {
                radius[i] = 1 - u[i];
                angle[i] = (2 * MathF.PI) * u[i + Half];
            }
        }
        TensorPrimitives.Log(radii, radii);
        // Twice the work of SinCos, but that one is not vectorised.
        TensorPrimitives.Sin(angles, sines);
        TensorPrimitives.Cos(angles, angles);
        for (int from = 0, to = 0; to < blocks.Length; from += Half, to += Block)
        {
            var normal = blocks.Slice(to, Block);
            for (var i = 0; i < Half; i++)
            {
                var r = MathF.Sqrt(-2 * (float)radii[from + i]);
                normal[i] = r * (float)angles[from + i];
                normal[i + Half] = r * (float)sines[from + i];
            }
        }
    }

    /// <summary>Box-Muller in double precision; the second number of a pair waits for the next call, across draws too.</summary>
    private double NextDouble()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }
        var angle = 2 * Math.PI * _generator.NextDouble();
        var radius = Math.Sqrt(-2 * double.LogP1(-_generator.NextDouble()));
        _spare = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }
}
