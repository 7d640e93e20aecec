// SPDX-License-Identifier: Apache-2.0
// Lucene's classic parser over queries on standard input, each a line of JSON's string content in
// Base64; answers a line each: "" or what is wrong.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanQuery;

public class Lucene {
  public static void main(String[] arguments) throws Exception {
    BooleanQuery.setMaxClauseCount(Integer.MAX_VALUE); // elasticsearch's own limit is told by a note
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      QueryParser parser = new QueryParser("message", new KeywordAnalyzer());
      parser.setAllowLeadingWildcard(true);
      String problem = "";
      try {
        parser.parse(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8));
      } catch (ParseException e) {
        problem = e.getMessage().replace('\n', ' ');
      }
      System.out.println(problem);
    }
  }
}
