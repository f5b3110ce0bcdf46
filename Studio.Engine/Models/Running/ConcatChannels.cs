using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models;

/// <summary>
/// What a denoiser sees beside the noisy latent: nothing in most models; in one for inpainting a mask and the picture without what is to be
/// repainted (Rombach et al. 2022, arXiv:2112.10752), in one for editing the picture itself (Brooks et al. 2022, arXiv:2211.09800).
/// </summary>
internal static class ConcatChannels
{
    /// <summary>An empty picture, grey in the middle, as Stable Diffusion's autoencoder sees it and in the model's scale.</summary>
    private static readonly float[] Blank = [0.8223f, -0.6876f, 0.6364f, 0.1380f];

    /// <summary>[B,<see cref="DenoiserNetwork.ChannelsBeside"/>,h,w] for a latent [B,C,h,w].</summary>
    /// <param name="start">What is taken where the conditioning brings no picture and no mask.</param>
    /// <exception cref="EngineException">BadPrompt: the picture is of another family.</exception>
    public static Tensor Of(ConditioningEntry entry, Latent? start, Tensor x, DenoiserNetwork denoiser, LatentFormat format)
    {
        var result = new Tensor(x.Size(0), denoiser.ChannelsBeside, x.Size(2), x.Size(3));
        var mask = entry.ConcatMask ?? start?.NoiseMask;
        switch (denoiser.LayoutBeside)
        {
            case BesideLayout.MaskThenPicture:
                PutMask(mask, result);
                PutPicture(mask is null ? null : entry.ConcatLatent ?? start?.Samples, result, 1, result.Size(1) - 1, format.Scale, Blank);
                break;
            case BesideLayout.Picture:
                PutPicture(entry.ConcatLatent, result, 0, result.Size(1), 1, []);
                break;
            default:
                PutScaled(entry.ConcatLatent, result, denoiser.OutChannels, format);
                if (denoiser.LayoutBeside is BesideLayout.ScaledPictureThenMaskSquares)
                    PutMaskSquares(mask, result, denoiser.OutChannels, format.Factor);
                break;
        }
        return result;
    }

    /// <summary>The picture, or an empty latent, in the model's scale into the first channels.</summary>
    private static void PutScaled(Tensor? picture, Tensor result, int channels, LatentFormat format)
    {
        var unscaled = new Tensor(result.Size(0), channels, result.Size(2), result.Size(3));
        PutPicture(picture, unscaled, 0, channels, 1, []);
        var scaled = format.ToModel(unscaled);
        for (var b = 0; b < result.Size(0); b++)
            scaled.Slice(b).Span.CopyTo(result.Slice(b).Span);
    }

    /// <summary>
    /// The mask at the picture's size, of which the pixels that a latent pixel stands for are channels, row by row. Without one everything
    /// is repainted.
    /// </summary>
    private static void PutMaskSquares(Tensor? mask, Tensor result, int channel, int factor)
    {
        var (height, width) = (result.Size(2), result.Size(3));
        if (result.Size(1) != channel + (factor * factor))
            throw new EngineException(EngineError.Unsupported,
                $"This model takes {result.Size(1) - channel} channels for the mask, and a latent pixel stands for {factor} x {factor} pixels.");
        Tensor? planes = null;
        if (mask is not null)
        {
            var (rows, columns) = (mask.Size(-2), mask.Size(-1));
            planes = Resample.CropPlanes(mask.Reshape(mask.Length / (rows * columns), rows, columns), width, height);
            planes = Resample.Planes(planes, width * factor, height * factor, ResampleMethod.Bilinear);
        }
        for (var b = 0; b < result.Size(0); b++)
        {
            var source = planes is null ? default : planes.Slice(EntryOf(b, result.Size(0), planes.Size(0))).Span;
            var target = result.Slice(b).Span[(channel * height * width)..];
            for (var i = 0; i < factor * factor * height * width; i++)
            {
                var (place, row, column) = (i / (height * width), i / width % height, i % width);
                target[i] = planes is null ? 1
                    : source[(((row * factor) + (place / factor)) * width * factor) + (column * factor) + (place % factor)];
            }
        }
    }

    /// <summary>The rounded mask into channel 0; without one everything is repainted.</summary>
    private static void PutMask(Tensor? mask, Tensor result)
    {
        var (height, width) = (result.Size(2), result.Size(3));
        Tensor? planes = null;
        if (mask is not null)
        {
            var (rows, columns) = (mask.Size(-2), mask.Size(-1));
            planes = Resample.Planes(mask.Reshape(mask.Length / (rows * columns), rows, columns), width, height, ResampleMethod.Bilinear);
        }
        for (var b = 0; b < result.Size(0); b++)
        {
            var target = result.Slice(b).Span[..(height * width)];
            target.Fill(1);
            if (planes is not null)
                TensorPrimitives.Round(planes.Slice(EntryOf(b, result.Size(0), planes.Size(0))).Span, target);
        }
    }

    private static void PutPicture(Tensor? picture, Tensor result, int channel, int channels, float scale,
        ReadOnlySpan<float> otherwise)
    {
        var plane = result.Size(2) * result.Size(3);
        if (picture is not null && (picture.Rank != 4 || picture.Size(1) != channels))
            throw new EngineException(EngineError.BadPrompt,
                $"The picture beside the noise is {picture}, but this model takes {channels} channels. Encode it with the VAE of the same checkpoint.");
        if (picture is not null && (picture.Size(2), picture.Size(3)) != (result.Size(2), result.Size(3)))
            picture = LatentResize.Resize(picture, result.Size(3), result.Size(2), "bilinear", cropCenter: true);
        for (var b = 0; b < result.Size(0); b++)
        {
            var source = picture is null ? default : picture.Slice(EntryOf(b, result.Size(0), picture.Size(0))).Span;
            for (var c = 0; c < channels; c++)
            {
                var target = result.Slice(b).Span.Slice((channel + c) * plane, plane);
                if (picture is null)
                    target.Fill(c < otherwise.Length ? otherwise[c] : 0);
                else
                    TensorPrimitives.Multiply(source.Slice(c * plane, plane), scale, target);
            }
        }
    }

    /// <summary>
    /// Which of <paramref name="have"/> entries the <paramref name="index"/>th of <paramref name="wanted"/> takes: spread evenly, as
    /// ComfyUI does.
    /// </summary>
    private static int EntryOf(int index, int wanted, int have)
    {
        if (have <= wanted)
            return Math.Min(have - 1, (int)((index + 0.5) * have / wanted));
        return wanted == 1 ? 0 : Math.Min(have - 1, (int)Math.Round(index * (have - 1) / (double)(wanted - 1)));
    }
}
