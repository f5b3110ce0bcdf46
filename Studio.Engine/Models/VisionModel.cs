using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// An encoder of pictures: the value on CLIP_VISION wires, a recipe that holds no weights. <see cref="VisionEncoding"/> works with it.
/// </summary>
[WireType("CLIP_VISION")]
public sealed record VisionModel
{
    internal VisionModel(NetworkRecipe recipe) => Recipe = recipe;

    /// <summary>Pixels along a side of the square that it takes.</summary>
    public int Side => Network.Side;

    internal NetworkRecipe Recipe { get; }

    internal ClipVision Network => (ClipVision)Recipe.Network;
}

/// <summary>What an encoder sees in pictures.</summary>
/// <param name="LastHidden">[B,T,width]: its last layer, a row per square of the picture, behind one for the whole where it has
/// that.</param>
/// <param name="Penultimate">[B,T,width]: the layer before.</param>
/// <param name="Embeds">[B,D] of each whole picture, as it is compared with texts; null where the encoder gives none.</param>
[WireType("CLIP_VISION_OUTPUT")]
public sealed record VisionOutput(Tensor LastHidden, Tensor Penultimate, Tensor? Embeds);
