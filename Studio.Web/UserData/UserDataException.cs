namespace Studio.Web.UserData;

public enum UserDataRefusal
{
    /// <summary>Something is missing from the request or cannot be.</summary>
    BadRequest,

    /// <summary>With --multi-user: the comfy-user header names nobody.</summary>
    UnknownUser,

    /// <summary>The name leaves the user's folder, or cannot be stored on every system.</summary>
    Forbidden,

    NotFound,

    /// <summary>Something of that name is already there.</summary>
    Exists,

    TooLarge,
}

/// <summary>Why something of a user's cannot be read or kept, in a sentence.</summary>
public sealed class UserDataException(UserDataRefusal refusal, string message) : Exception(message)
{
    public UserDataRefusal Refusal { get; } = refusal;
}
