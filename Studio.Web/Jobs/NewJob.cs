using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>Makes the row of what was asked for.</summary>
internal static class NewJob
{
    private static readonly string[] Secrets = ["api_key_comfy_org", "auth_token_comfy_org"];

    public static Job From(CurrentUser user, JobRequest request, double number, PromptValidation validation, DateTimeOffset now)
    {
        var extra = request.ExtraData is null ? [] : (JsonObject)request.ExtraData.DeepClone();
        foreach (var secret in Secrets)
            extra.Remove(secret);
        if (request.ClientId is { } client)
            extra["client_id"] = client;
        else
            extra.Remove("client_id");
        extra["create_time"] = now.ToUnixTimeMilliseconds();
        return new()
        {
            Id = request.Id ?? Guid.NewGuid().ToString("D"),
            Owner = user.Id,
            KeyId = user.KeyId,
            Number = number,
            NumberGiven = request.Number is not null,
            Prompt = validation.Prompt.Source.ToJsonString(),
            ExtraData = extra.ToJsonString(),
            Outputs = validation.Outputs,
            ClientId = request.ClientId,
            WorkflowId = WorkflowIdOf(extra),
            Batch = request.Batch,
            Created = now,
        };
    }

    private static string? WorkflowIdOf(JsonObject extra) =>
        extra["extra_pnginfo"] is JsonObject info && info["workflow"] is JsonObject workflow && workflow["id"] is JsonValue id
            && id.TryGetValue(out string? text) ? text : null;
}
