using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>Adds up what windows predict for a picture.</summary>
internal sealed class WindowSum(Tensor x)
{
    // ComfyUI's: no weight at all gives 0 instead of 0 / 0
    private const float Nothing = 1e-37f;

    private readonly Tensor _sum = x.ZerosLike();
    private readonly Tensor _weights = x.ZerosLike();
    private Tensor? _only;
    private bool _isEmpty = true;

    /// <summary>The part of [B,C,H,W] inside an area; the whole is not copied.</summary>
    public static Tensor Crop(Tensor x, LatentArea area)
    {
        if (area == new LatentArea(0, 0, x.Size(2), x.Size(3)))
            return x;
        var part = new Tensor(x.Size(0), x.Size(1), area.Height, area.Width);
        for (var plane = 0; plane < x.Size(0) * x.Size(1); plane++)
        {
            for (var y = 0; y < area.Height; y++)
                Row(x, plane, area, y).CopyTo(part.Span.Slice(((plane * area.Height) + y) * area.Width, area.Width));
        }
        return part;
    }

    public void Add(Tensor denoised, ConditioningWindow window)
    {
        _only = _isEmpty && window.Weight is null ? denoised : null;
        _isEmpty = false;
        var area = window.Area;
        for (var plane = 0; plane < x.Size(0) * x.Size(1); plane++)
        {
            for (var y = 0; y < area.Height; y++)
            {
                var prediction = denoised.Span.Slice(((plane * area.Height) + y) * area.Width, area.Width);
                var sum = Row(_sum, plane, area, y);
                var weights = Row(_weights, plane, area, y);
                if (window.Weight is { } weight)
                {
                    var batch = plane / x.Size(1) % weight.Size(0);
                    var row = weight.Span.Slice(((batch * area.Height) + y) * area.Width, area.Width);
                    TensorPrimitives.MultiplyAdd(prediction, row, sum, sum);
                    TensorPrimitives.Add(weights, row, weights);
                }
                else
                {
                    TensorPrimitives.Add(sum, prediction, sum);
                    TensorPrimitives.Add(weights, 1, weights);
                }
            }
        }
    }

    public Tensor Mean()
    {
        if (_only is not null)
            return _only;
        TensorPrimitives.Add(_weights.Span, Nothing, _weights.Span);
        TensorPrimitives.Divide(_sum.Span, _weights.Span, _sum.Span);
        return _sum;
    }

    private static Span<float> Row(Tensor x, int plane, LatentArea area, int y) =>
        x.Span.Slice((((plane * x.Size(2)) + area.Y + y) * x.Size(3)) + area.X, area.Width);
}
