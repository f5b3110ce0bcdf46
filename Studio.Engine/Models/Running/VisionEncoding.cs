using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>Pictures to what an encoder sees in them.</summary>
public sealed class VisionEncoding(ModelPool pool)
{
    private const int Colours = 3;

    private static readonly float[] ClipMeans = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] ClipDeviations = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Pictures [B,H,W,3 or 4] in 0..1 at any size.</summary>
    /// <param name="crop">Whether their middle square is taken; otherwise the whole is squeezed into one.</param>
    /// <param name="mask">[1,side,side] that the pixels are multiplied by, after they were brought to the encoder's mean; null is
    /// none.</param>
    /// <exception cref="EngineException">The picture has no three colours (BadPrompt); the file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public VisionOutput Encode(VisionModel vision, Tensor pixels, bool crop, CancellationToken cancellationToken, Tensor? mask = null)
    {
        var network = vision.Network;
        var planes = Normalized(Fitted(pixels, network.Side, crop), network.HasClassToken);
        if (mask is not null)
            Mask(planes, mask, network.Side);
        using var lease = pool.Lease(vision.Recipe, cancellationToken);
        string[] wanted = [ClipVision.LastHidden, ClipVision.Penultimate, .. network.HasClassToken ? new[] { ClipVision.Embeds } : []];
        // one by one: a batch would only take more memory
        var outputs = Enumerable.Range(0, planes.Size(0))
            .Select(picture => lease.Session.Run([NamedInput.Of(ClipVision.PixelsInput, planes.Slice(picture))], wanted, cancellationToken))
            .ToArray();
        Tensor All(int output) => Tensor.Stack([.. outputs.Select(one => one[output])]);
        return new VisionOutput(All(0), All(1), wanted.Length > 2 ? All(2) : null);
    }

    /// <summary>[B,side,side,C] with the 256 steps that a picture has.</summary>
    internal static Tensor Fitted(Tensor pixels, int side, bool crop)
    {
        if (pixels.Rank != 4 || pixels.Size(3) < Colours || pixels.Size(1) == 0 || pixels.Size(2) == 0)
            throw new EngineException(EngineError.BadPrompt, $"The picture is {pixels}; an encoder of pictures takes [batch, height, width, 3].");
        var (height, width) = (pixels.Size(1), pixels.Size(2));
        var fitted = pixels;
        if ((height, width) != (side, side))
        {
            var scale = side / (double)Math.Min(height, width);
            var (rows, columns) = crop ? ((int)Math.Round(scale * height), (int)Math.Round(scale * width)) : (side, side);
            fitted = Resample.Pixels(pixels, columns, rows, ResampleMethod.SmoothBicubic);
            fitted = Resample.Narrow(Resample.Narrow(fitted, 1, (rows - side) / 2, side), 2, (columns - side) / 2, side);
        }
        var result = new Tensor(fitted.Shape);
        const float steps = 255;
        for (var i = 0; i < result.Length; i++)
            result.Span[i] = MathF.Round(Math.Clamp(fitted.Span[i] * steps, 0, steps)) / steps;
        return result;
    }

    private static Tensor Normalized(Tensor pixels, bool isClip)
    {
        var (batch, area, channels) = (pixels.Size(0), pixels.Size(1) * pixels.Size(2), pixels.Size(3));
        var planes = new Tensor(batch, Colours, pixels.Size(1), pixels.Size(2));
        for (var plane = 0; plane < batch * Colours; plane++)
        {
            var (picture, colour) = (plane / Colours, plane % Colours);
            var (mean, deviation) = isClip ? (ClipMeans[colour], ClipDeviations[colour]) : (0.5f, 0.5f);
            var target = planes.Span.Slice(plane * area, area);
            for (var i = 0; i < area; i++)
                target[i] = (pixels.Span[(((picture * area) + i) * channels) + colour] - mean) / deviation;
        }
        return planes;
    }

    private static void Mask(Tensor planes, Tensor mask, int side)
    {
        var area = side * side;
        if (mask.Length < area)
            throw new EngineException(EngineError.BadPrompt, $"The mask is {mask}; it must be {side} x {side}.");
        for (var plane = 0; plane < planes.Length / area; plane++)
        {
            var target = planes.Span.Slice(plane * area, area);
            TensorPrimitives.Multiply(target, mask.Span[..area], target);
        }
    }
}
