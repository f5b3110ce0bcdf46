using System.Text.Json.Nodes;
using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Jobs.Held;

/// <summary>Prompts that wait, as rows.</summary>
internal sealed class HeldPromptStore(StudioDb db)
{
    public void Add(HeldPrompt prompt)
    {
        using var connection = db.Open();
        connection.Execute("INSERT INTO held_prompts (id, owner, body, problem, created_at) VALUES (@Id, @Owner, @body, @Problem, @created)",
            new { prompt.Id, prompt.Owner, body = prompt.Body.ToJsonString(), prompt.Problem, created = prompt.Created
                .ToUnixTimeMilliseconds() });
    }

    public IReadOnlyList<HeldPrompt> All()
    {
        using var connection = db.Open();
        return [.. connection.Query<(string Id, string Owner, string Body, string? Problem, long Created)>(
                "SELECT id, owner, body, problem, created_at FROM held_prompts ORDER BY created_at, id")
            .Select(row => new HeldPrompt(row.Id, row.Owner, (JsonObject)JsonNode.Parse(row.Body)!, row.Problem,
                DateTimeOffset.FromUnixTimeMilliseconds(row.Created)))];
    }

    public void SetProblem(string id, string problem)
    {
        using var connection = db.Open();
        connection.Execute("UPDATE held_prompts SET problem = @problem WHERE id = @id", new { id, problem });
    }

    public bool Remove(string id)
    {
        using var connection = db.Open();
        return connection.Execute("DELETE FROM held_prompts WHERE id = @id", new { id }) > 0;
    }
}
