using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Pictures that come one by one, as one batch of the first one's size.</summary>
internal sealed record ImageListBatch(IReadOnlyList<Image> Images, string Method)
{
    public Image Joined => Images is [var only]
        ? only
        : new Image(Tensor.Stack([.. Images.Select(image =>
            (image.Width, image.Height) == (Images[0].Width, Images[0].Height)
                ? Mixing.WithChannels(image.Pixels, Images[0].Channels)
                : ImageResize.Resize(Mixing.WithChannels(image.Pixels, Images[0].Channels), Images[0].Width, Images[0].Height, Method,
                    cropCentre: true))]));
}
