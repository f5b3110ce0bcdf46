namespace Studio.Engine.Graph;

/// <summary>Finds where the choices of an input come from when they change.</summary>
internal static class ChoiceSources
{
    /// <summary>Null when the choices are fixed, or there are none.</summary>
    /// <exception cref="InvalidOperationException">Nobody provides the source.</exception>
    public static IChoices? Of(Type nodeType, InputAttribute declared, IServiceProvider services) =>
        declared.ChoicesFrom is { } source
        ? ForeignChoices.Guard(services.GetService(source) as IChoices
            ?? throw MalformedNode.Because(nodeType, $"{source.Name} is not registered as a source of choices"), services)
        : null;
}
