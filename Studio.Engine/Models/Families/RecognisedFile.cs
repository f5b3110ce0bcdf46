namespace Studio.Engine.Models.Families;

/// <summary>One kind of file.</summary>
/// <param name="Kind">The folder that it belongs to, as ComfyUI names it.</param>
internal sealed record RecognisedFile(string Kind, string Name, Func<TensorNames, bool> Matches)
{
    /// <summary>Why it cannot run, when there is more to say than that it is not there yet.</summary>
    public string? Why { get; init; }
}
