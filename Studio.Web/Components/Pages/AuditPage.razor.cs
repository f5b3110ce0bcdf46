using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Pages;

/// <summary>The audit log for administrators; the filter is in the address, so that it can be sent to a colleague.</summary>
public sealed partial class AuditPage
{
    private const int PageLength = 50;
    private const string DayFormat = "yyyy-MM-dd";

    private IReadOnlyList<AuditLine> _lines = [];
    private bool _wrongDay;
    private bool _mayHaveMore;
    private string? _text;
    private string? _user;
    private string? _action;
    private string? _result;
    private string? _from;
    private string? _to;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Who { get; set; }

    [SupplyParameterFromQuery]
    public string? What { get; set; }

    [SupplyParameterFromQuery]
    public string? Result { get; set; }

    /// <summary>The first day, UTC, as 2026-01-31.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    /// <summary>The last day, UTC.</summary>
    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [Inject]
    private AuditLog Log { get; set; } = null!;

    [Inject]
    private CircuitUser User { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private Choice[] Kinds =>
    [
        new("", L["Everything"]), new(AuditActions.SignIn, L["Signing in"]), new(AuditActions.SignOut, L["Signing out"]),
        new(AuditActions.Refusal, L["Refusals"]), new("user", L["Users"]), new("key", L["Keys"]), new("token", L["Tokens"]),
        new("session", L["Sessions"]), new("maintenance", L["Maintenance"]), new("extension", L["Extensions"]),
        new("setting", L["Settings"]), new(AuditActions.Restart, L["Restarts"]),
    ];

    private Choice[] Results =>
    [
        new("", L["Any result"]), new("ok", L["Done"]), new("refused", L["Refused"]), new("failed", L["Failed"]),
    ];

    private string JsonLines => Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri("/api/admin/audit").ToString(),
        new Dictionary<string, object?>
        {
            ["format"] = "ndjson", ["text"] = Text, ["user"] = Who, ["action"] = What, ["result"] = Result,
            ["since"] = Since?.ToString("O", CultureInfo.InvariantCulture), ["until"] = Until?.ToString("O", CultureInfo.InvariantCulture),
        });

    private string Address => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["text"] = OrNull(_text), ["who"] = OrNull(_user), ["what"] = OrNull(_action), ["result"] = OrNull(_result),
        ["from"] = OrNull(_from), ["to"] = OrNull(_to),
    });

    private DateTimeOffset? Since => MidnightOf(DayOf(From));

    /// <summary>The end of the last day.</summary>
    private DateTimeOffset? Until => MidnightOf(DayOf(To)?.AddDays(1));

    protected override async Task OnParametersSetAsync()
    {
        (_text, _user, _action, _result, _from, _to) = (Text, Who, What, Result, TextOf(DayOf(From)), TextOf(DayOf(To)));
        (_lines, _wrongDay) = ([], false);
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
            Since = Since,
            Until = Until,
            Limit = PageLength,
        });
        _lines = [.. _lines, .. page];
        _mayHaveMore = page.Count == PageLength;
    }

    private void Search()
    {
        _wrongDay = IsWrong(_from) || IsWrong(_to);
        if (!_wrongDay)
            Navigation.NavigateTo(Address);
    }

    private static bool IsWrong(string? day) => OrNull(day) is { } text && DayOf(text) is null;

    private string? Invalid(string? day) => _wrongDay && IsWrong(day) ? "true" : null;

    private string? Described(string? day) => _wrongDay && IsWrong(day) ? "audit-day-error" : null;

    private string ResultOf(AuditLine line) => line.Result switch
    {
        AuditResult.Refused => L["refused|how it ended"],
        AuditResult.Failed => L["failed|how it ended"],
        _ => L["done|how it ended"],
    };

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, out var day) && day < DateOnly.MaxValue ? day : null;

    private static string? TextOf(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset? MidnightOf(DateOnly? day) =>
        day is { } some ? new DateTimeOffset(some, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? BadgeOf(AuditLine line) => line.Result switch
    {
        AuditResult.Refused => "warn",
        AuditResult.Failed => "bad",
        _ => null,
    };
}
