using System.Text.Json.Nodes;

namespace Studio.Web.Api.Comfy;

/// <summary>The body that /queue and /history share: {"clear": true} and/or {"delete": [prompt ids]}.</summary>
internal static class Removal
{
    /// <summary>Does what the body says; nothing of it when any part is wrong.</summary>
    public static async Task<IResult> ReadAsync(HttpRequest request, Action clear, Action<IReadOnlyCollection<string>> delete)
    {
        var (body, problem) = await ComfyBody.ReadAsync(request);
        if (problem is not null || body is not JsonObject fields)
            return ComfyAnswer.BadJson(problem ?? "An object was expected.");
        if (fields["delete"] is { } list && list.Texts() is null)
            return ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", "delete must be a list of prompt ids.");
        if (fields["clear"].IsTruthy())
            clear();
        if (fields["delete"].Texts() is { } ids)
            delete(ids);
        return ComfyAnswer.Nothing;
    }
}
