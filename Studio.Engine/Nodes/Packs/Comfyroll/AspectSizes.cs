using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

/// <summary>Sizes chosen by their shape.</summary>
internal static class AspectSizes
{
    /// <param name="choice">custom, or a text that ends with a size.</param>
    public static (int Width, int Height) Of(string choice, long width, long height, bool isSwapped, double prescale = 1)
    {
        var (w, h) = choice == "custom" ? ((int)width, (int)height) : SizeText.Of(choice);
        if (isSwapped)
            (w, h) = (h, w);
        return ((int)(w * prescale), (int)(h * prescale));
    }

    public static Latent Empty(int width, int height, long count) => new(new Tensor((int)count, 4, height / 8, width / 8));
}
