namespace Studio.Engine.Models;

/// <summary>
/// An upscaler: the value on UPSCALE_MODEL wires, a recipe that holds no weights. <see cref="ImageUpscaling"/> works with it.
/// </summary>
[WireType("UPSCALE_MODEL")]
public sealed record UpscaleModel
{
    internal UpscaleModel(NetworkRecipe recipe) => Recipe = recipe;

    /// <summary>How many times as wide and as high pictures become, 1 or more.</summary>
    public int Scale => Network.Scale;

    internal NetworkRecipe Recipe { get; }

    internal UpscaleNetwork Network => (UpscaleNetwork)Recipe.Network;
}
