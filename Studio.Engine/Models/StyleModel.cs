namespace Studio.Engine.Models;

/// <summary>
/// What makes words of a picture for a model that reads texts: the value on STYLE_MODEL wires, a recipe that holds no weights.
/// <see cref="StyleReading"/> works with it.
/// </summary>
[WireType("STYLE_MODEL")]
public sealed record StyleModel
{
    internal StyleModel(NetworkRecipe recipe) => Recipe = recipe;

    internal NetworkRecipe Recipe { get; }
}
