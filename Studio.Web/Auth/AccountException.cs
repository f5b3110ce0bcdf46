namespace Studio.Web.Auth;

/// <summary>A refusal by the rules of accounts, keys and sessions, with a sentence for the person who asked.</summary>
/// <param name="field">Which of the things given it is about, for a form; null when none.</param>
internal sealed class AccountException(int status, string message, string? field = null) : Exception(message)
{
    public int Status { get; } = status;

    public string? Field { get; } = field;

    public static AccountException Bad(string message, string? field = null) => new(StatusCodes.Status400BadRequest, message, field);

    public static AccountException Missing(string what) => new(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static AccountException Taken(string message, string? field = null) => new(StatusCodes.Status409Conflict, message, field);

    public static AccountException Forbidden(string message) => new(StatusCodes.Status403Forbidden, message);
}
