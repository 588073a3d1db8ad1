import { type LoggedModelReads } from "../../store.ts";
import { member, objects, textIfAny } from "../http/json.ts";
import { searchFields } from "../searchFields.ts";
import { isMissingEndpoint, type Server } from "../server.ts";
import { decodeLoggedModel } from "./decode.ts";

const defaultMaxResults = 100;

export function loggedModelReads(server: Server): LoggedModelReads {
  return {
    async searchLoggedModels({ experimentIds, ...query }) {
      let answer: unknown;
      try {
        answer = await server.search("2.0/mlflow/logged-models/search", {
          experiment_ids: experimentIds,
          ...searchFields(query, defaultMaxResults),
          order_by: query.orderBy?.map(orderField),
        });
      } catch (error) {
        // Before MLflow 3 there are none.
        if (isMissingEndpoint(error)) return { loggedModels: [] };
        throw error;
      }
      const fields = member({ answer }, "answer");
      return {
        loggedModels: objects(fields.models).map(decodeLoggedModel),
        nextPageToken: textIfAny(fields.next_page_token),
      };
    },
    async getLoggedModel(modelId) {
      const answer = await server.get(`2.0/mlflow/logged-models/${encodeURIComponent(modelId)}`);
      return decodeLoggedModel(member(answer, "model"));
    },
  };
}

/** `metrics.accuracy DESC` as the API of logged models takes it. */
function orderField(clause: string): { field_name: string; ascending: boolean } {
  const [, field = clause, direction = "ASC"] = /^(.*?)(?:\s+(asc|desc))?$/is.exec(clause.trim()) ?? [];
  return { field_name: field, ascending: direction.toUpperCase() === "ASC" };
}
