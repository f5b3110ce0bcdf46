namespace Studio.Web.Gallery;

/// <summary>A person's own collection of pictures.</summary>
/// <param name="Count">The pictures on it that are in nobody's bin and the person may see.</param>
public sealed record Board(string Id, string Name, int Count);

/// <summary>Why a board cannot be had so; the message says what to do.</summary>
public sealed class BoardException(string message, bool isMissing = false) : Exception(message)
{
    /// <summary>There is no such board, or it is another's.</summary>
    public bool IsMissing => isMissing;
}
