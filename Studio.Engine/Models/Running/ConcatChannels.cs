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
        var isInpainting = denoiser.ChannelsBeside == denoiser.OutChannels + 1;
        var maskOrNull = isInpainting ? entry.ConcatMask ?? start?.NoiseMask : null;
        var picture = isInpainting && maskOrNull is null ? null : entry.ConcatLatent ?? (isInpainting ? start?.Samples : null);
        if (isInpainting)
            PutMask(maskOrNull, result);
        PutPicture(picture, result, isInpainting ? 1 : 0, isInpainting ? format.Scale : 1, isInpainting ? Blank : []);
        return result;
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

    private static void PutPicture(Tensor? picture, Tensor result, int channel, float scale, ReadOnlySpan<float> otherwise)
    {
        var (channels, plane) = (result.Size(1) - channel, result.Size(2) * result.Size(3));
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
