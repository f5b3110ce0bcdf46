using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;

namespace Studio.Web.Components.Pages;

/// <summary>The audit log for administrators; the filter is in the address, so that it can be sent to a colleague.</summary>
public sealed partial class AuditPage
{
    private const int PageLength = 50;

    private static readonly (string Value, string Name)[] Kinds =
    [
        (AuditActions.SignIn, "Signing in"), (AuditActions.SignOut, "Signing out"), (AuditActions.Refusal, "Refusals"), ("user", "Users"), ("key", "Keys"), ("token", "Tokens"),
        ("session", "Sessions"), ("maintenance", "Maintenance"), ("extension", "Extensions"), ("setting", "Settings"), (AuditActions.Restart, "Restarts"),
    ];

    private readonly List<AuditLine> _lines = [];
    private bool _mayHaveMore;
    private string? _text;
    private string? _user;
    private string? _action;
    private string? _result;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Who { get; set; }

    [SupplyParameterFromQuery]
    public string? What { get; set; }

    [SupplyParameterFromQuery]
    public string? Result { get; set; }

    [Inject]
    private AuditLog Log { get; set; } = null!;

    [Inject]
    private CircuitUser User { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string JsonLines => Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri("/api/admin/audit").ToString(),
        new Dictionary<string, object?> { ["format"] = "ndjson", ["text"] = Text, ["user"] = Who, ["action"] = What, ["result"] = Result });

    protected override async Task OnParametersSetAsync()
    {
        (_text, _user, _action, _result) = (Text, Who, What, Result);
        _lines.Clear();
        await MoreAsync();
    }

    private async Task MoreAsync()
    {
        var page = await Log.ReadAsync(await User.RequireAsync(), new()
        {
            Before = _lines.Count > 0 ? _lines[^1].Id : null,
            Text = Text,
            User = Who,
            Action = What,
            Result = Enum.TryParse<AuditResult>(Result, ignoreCase: true, out var result) ? result : null,
            Limit = PageLength,
        });
        _lines.AddRange(page);
        _mayHaveMore = page.Count == PageLength;
    }

    private void Search() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["text"] = OrNull(_text), ["who"] = OrNull(_user), ["what"] = OrNull(_action), ["result"] = OrNull(_result),
    }));

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? BadgeOf(AuditLine line) => line.Result switch
    {
        AuditResult.Refused => "warn",
        AuditResult.Failed => "bad",
        _ => null,
    };
}
