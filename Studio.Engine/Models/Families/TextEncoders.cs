namespace Studio.Engine.Models.Families;

/// <summary>Text encoders from one file or several, as the value that nodes pass on.</summary>
internal static class TextEncoders
{
    /// <summary>Encoders in the order in which their family takes them.</summary>
    /// <exception cref="EngineException">BadPrompt: no family takes just these.</exception>
    public static ClipModel Join(FamilyCatalog families, params IReadOnlyList<NetworkRecipe> encoders) =>
        Join(families, name: null, encoders);

    /// <param name="name">The family as ComfyUI's loaders call it; null is any.</param>
    /// <inheritdoc cref="Join(FamilyCatalog, IReadOnlyList{NetworkRecipe})"/>
    public static ClipModel Join(FamilyCatalog families, string? name, IReadOnlyList<NetworkRecipe> encoders)
    {
        NetworkRole[] roles = [.. encoders.Select(encoder => encoder.Network.Role)];
        if (roles.Distinct().Count() < roles.Length || families.LayoutOf(roles, name) is not { } layout)
            throw Refused(families, name, encoders);
        return Of(layout, encoders);
    }

    /// <summary>The encoders of one file; null when they are only a part of what a family takes.</summary>
    /// <param name="own">How the file's family takes texts; null when that is not known.</param>
    public static ClipModel? OfFile(FamilyCatalog families, TextLayout? own, IReadOnlyList<NetworkRecipe> encoders)
    {
        NetworkRole[] roles = [.. encoders.Select(encoder => encoder.Network.Role)];
        var layout = own?.Takes(roles) == true ? own
            : (own is null ? null : families.LayoutOf(roles, own.Name)) ?? families.LayoutOf(roles);
        return layout is null ? null : Of(layout, encoders);
    }

    private static ClipModel Of(TextLayout layout, IReadOnlyList<NetworkRecipe> encoders) =>
        new(layout, [.. layout.Parts.Select(part => Fit(part, encoders.First(encoder => encoder.Network.Role == part.Role)))]);

    private static NetworkRecipe Fit(TextPart part, NetworkRecipe encoder) => encoder with { Network = part.Fit(encoder.Network) };

    private static EngineException Refused(FamilyCatalog families, string? name, IReadOnlyList<NetworkRecipe> encoders)
    {
        var given = string.Join(", ", encoders.Select(encoder => $"{encoder.Source.Name} is a {encoder.Network.Role.Title}"));
        var takers = families.All.SelectMany(family => family.Texts)
            .Where(layout => layout.Name == name || (name is null && layout.Parts.Count > 1)).DistinctBy(layout => layout.Name)
            .Select(layout => $"{layout.Name} takes a {string.Join(" and a ", layout.Parts.Select(part => part.Role.Title))}");
        return new EngineException(EngineError.BadPrompt,
            $"No family of models takes these text encoders together: {given}. Choose others: {string.Join("; ", takers)}.");
    }
}
