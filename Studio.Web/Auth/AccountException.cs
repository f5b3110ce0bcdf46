namespace Studio.Web.Auth;

/// <summary>A refusal by the rules of accounts, keys and sessions, with a sentence for the person who asked.</summary>
internal sealed class AccountException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static AccountException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    public static AccountException Missing(string what) => new(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static AccountException Taken(string message) => new(StatusCodes.Status409Conflict, message);
}
