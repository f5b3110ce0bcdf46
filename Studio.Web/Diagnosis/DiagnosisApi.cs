using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.SettingsFile;

namespace Studio.Web.Diagnosis;

/// <summary>The doctor's door: GET /api/admin/doctor as JSON, or as the lines that the command writes.</summary>
public static class DiagnosisApi
{
    private const string PlainText = "text/plain";

    public static IServiceCollection AddDiagnosis(this IServiceCollection services) =>
        services.AddSingleton(provider => new Checkup(provider.GetRequiredService<StudioOptions>(),
            provider.GetRequiredService<ISettingsCheck>(), provider.GetRequiredService<IEngine>()));

    public static void MapDiagnosis(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/doctor", ExamineAsync).WithTags("Administration").RequireAuthorization(Policies.Administer)
            .DisableCookieRedirect();

    private static async Task<IResult> ExamineAsync(HttpContext context, CurrentUser user, Checkup checkup, string? format)
    {
        if (format is not (null or "json" or "text"))
            return Results.Json(new { detail = "format is json or text." }, statusCode: StatusCodes.Status400BadRequest);
        var findings = await checkup.ExamineAsync(user);
        return format == "text" || (format is null && context.Request.Headers.Accept.ToString().StartsWith(PlainText,
            StringComparison.OrdinalIgnoreCase))
                ? Results.Text(string.Join('\n', FindingText.Lines(findings)) + '\n', PlainText)
                : Results.Json(new
                {
                    well = Doctor.IsWell(findings),
                    findings = findings.Select(finding => new
                    {
                        check = finding.Check,
                        part = finding.IsPart,
                        state = StateOf(finding.State),
                        text = finding.Text,
                        advice = finding.Advice,
                    }),
                });
    }

    private static string StateOf(FindingState state) => state switch
    {
        FindingState.Good => "ok",
        FindingState.Note => "note",
        _ => "bad",
    };
}
