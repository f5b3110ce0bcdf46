namespace Studio.Web.Models.Library;

public enum LibraryRefusal
{
    BadRequest,
    NotAllowed,
    NotFound,

    /// <summary>Something of that name is there already.</summary>
    Exists,

    /// <summary>The disk or its rights do not allow it.</summary>
    Storage,
}

/// <summary>Why a model file cannot be changed, in a sentence.</summary>
public sealed class LibraryException(LibraryRefusal refusal, string message) : Exception(message)
{
    public LibraryRefusal Refusal { get; } = refusal;
}
