namespace Studio.Engine.Models;

/// <summary>
/// A network that runs inside of a denoiser: the value on MODEL_PATCH wires, a recipe that holds no weights.
/// </summary>
[WireType("MODEL_PATCH")]
public sealed record PatchModel
{
    internal PatchModel(NetworkRecipe recipe) => Recipe = recipe;

    /// <summary>What it is called in messages.</summary>
    public string Name => Recipe.Source.Name;

    internal NetworkRecipe Recipe { get; }
}
