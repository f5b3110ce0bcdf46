namespace Studio.Engine.Models.Families;

/// <summary>Text encoders from one file or several, as the value that nodes pass on.</summary>
internal static class TextEncoders
{
    /// <summary>Encoders in the order in which their family takes them.</summary>
    /// <exception cref="EngineException">BadPrompt: no family takes just these.</exception>
    public static ClipModel Join(FamilyCatalog families, params IReadOnlyList<NetworkRecipe> encoders) => Join(families, null, encoders);

    /// <param name="own">How the family of their file takes them; where it takes others, or nobody knows, whoever takes just these is
    /// looked for.</param>
    /// <inheritdoc cref="Join(FamilyCatalog, IReadOnlyList{NetworkRecipe})"/>
    public static ClipModel Join(FamilyCatalog families, TextLayout? own, params IReadOnlyList<NetworkRecipe> encoders)
    {
        NetworkRole[] roles = [.. encoders.Select(encoder => encoder.Network.Role)];
        if (roles.Distinct().Count() < roles.Length || (own?.Takes(roles) == true ? own : families.LayoutOf(roles)) is not { } layout)
            throw new EngineException(EngineError.BadPrompt,
                $"No family of models takes these text encoders together: {string.Join(", ", encoders.Select(encoder => $"{encoder.Source.Name} is a {encoder.Network.Role.Title}"))}. SDXL takes a CLIP-L and an OpenCLIP bigG.");
        return new ClipModel(layout, [.. layout.Parts.Select(part => encoders.First(encoder => encoder.Network.Role == part.Role))]);
    }
}
