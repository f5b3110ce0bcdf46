namespace Studio.Web.Auth;

/// <summary>One line for each sign-in and refusal: who, from where, what, with which result. Never a secret.</summary>
internal sealed class Audit(ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger("Studio.Audit");

    public void SignedIn(HttpContext context, CurrentUser user) =>
        _log.LogInformation("{User} signed in from {Address}", user.Name, Address(context));

    public void SignedOut(HttpContext context, string user) =>
        _log.LogInformation("{User} signed out from {Address}", user, Address(context));

    public void Refused(HttpContext context, string reason) =>
        _log.LogWarning("Refused {Method} {Path} from {Address}: {Reason}", context.Request.Method, Printable(context.Request.Path), Address(context), reason);

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    // a path is a stranger's text: it must not forge lines in the log
    private static string Printable(PathString path) => new(path.ToString().Take(200).Select(c => char.IsControl(c) ? '?' : c).ToArray());
}
